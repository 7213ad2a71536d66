package dev.tocsin.alert.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.api.AlertViews;
import dev.tocsin.alert.api.AuditLog;
import dev.tocsin.alert.api.NotificationViews.Notification;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.state.AlertStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists that are read in parts, on a real database. */
final class PagesIT {
    private static final Set<AlertStatus> ANY = EnumSet.complementOf(EnumSet.of(AlertStatus.NORMAL));

    private final DeliveryHouse house = DeliveryHouse.empty();
    private final PostgresViews views = new PostgresViews(house.jdbc);
    private final PostgresAudit audit = new PostgresAudit(house.jdbc);

    @BeforeEach
    void empty() {
        house.template.execute("truncate alert, audit restart identity");
    }

    private void alert(String rule, String group, @Nullable String since) {
        house.jdbc
                .sql(
                        "insert into alert (rule, group_id, group_values, version, status, since, last_seen)"
                                + " values (:rule, :group, :values::json, 'v', 'ALERTING', :since::timestamptz, clock_timestamp())")
                .param("rule", rule)
                .param("group", group)
                .param("values", "{\"service.name\":\"" + group + "\"}")
                .param("since", since)
                .update();
    }

    @Test
    void alertsInPartsAreAllAlertsAlsoWhenOneComesMeanwhile() {
        for (int i = 0; i < 7; i++) {
            alert("rule-" + i % 2, "group-" + i, i == 3 ? null : "2026-11-23 10:0" + i / 3 + ":00.123456+00");
        }

        List<String> seen = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            AlertViews.Page page = views.page(new AlertViews.Choice(ANY, false), after, 2);
            page.alerts().forEach(alert -> seen.add(alert.rule() + " " + alert.group()));
            after = Optional.ofNullable(page.next());
            alert("rule-0", "later-" + seen.size(), null);
        } while (after.isPresent());

        List<String> before = views.alerts(ANY, 100).stream()
                .map(alert -> alert.rule() + " " + alert.group())
                .filter(alert -> !alert.contains("later"))
                .toList();
        assertThat(seen).doesNotHaveDuplicates().containsAll(before).hasSizeGreaterThanOrEqualTo(7);
        assertThatThrownBy(() -> views.page(new AlertViews.Choice(ANY, false), Optional.of("nonsense!"), 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> views.page(new AlertViews.Choice(ANY, false), Optional.of("bm9uc2Vuc2U"), 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void notificationsGoOnBehindTheLastOneShown() {
        Router router = new Router(Routes.to("alerts"), Set.of("alerts"));
        for (int i = 0; i < 5; i++) {
            String rule = "rule-" + i;
            house.transaction.executeWithoutResult(_ -> house.outbox("writer")
                    .add(router.intentsFor(Notices.fired().rule(rule).build(), List.of(), house.now(), false)));
        }

        List<Notification> first = views.notifications(Optional.empty(), Optional.empty(), Optional.empty(), 3);
        List<Notification> rest = views.notifications(
                Optional.empty(), Optional.empty(), Optional.of(first.getLast().id()), 3);

        assertThat(first).extracting(Notification::rule).containsExactly("rule-4", "rule-3", "rule-2");
        assertThat(rest).extracting(Notification::rule).containsExactly("rule-1", "rule-0");
    }

    @Test
    void whatWasChangedIsReadNewestFirstAndByWhatItIsAbout() {
        audit.add("anna (token on-call)", "pause", "rule checkout", "until it is resumed: a \0 deploy");
        audit.add("token on-call", "resume", "rule checkout", "");
        audit.add("bert", "test", "channel shop", "delivered");

        List<AuditLog.Entry> all = audit.entries(Optional.empty(), Optional.empty(), Optional.empty(), 2);
        List<AuditLog.Entry> older = audit.entries(
                Optional.empty(), Optional.empty(), Optional.of(all.getLast().position()), 2);

        assertThat(all).extracting(AuditLog.Entry::what).containsExactly("test", "resume");
        assertThat(older).extracting(AuditLog.Entry::who).containsExactly("anna (token on-call)");
        assertThat(audit.entries(Optional.of("pause"), Optional.of("rule checkout"), Optional.empty(), 9))
                .singleElement()
                .satisfies(entry -> assertThat(entry.detail()).contains("deploy"));
        assertThat(audit.entries(Optional.empty(), Optional.of("rule other"), Optional.empty(), 9))
                .isEmpty();
    }

    @Test
    void whatIsOlderThanItIsKeptGoes() {
        audit.add("anna", "pause", "rule old", "");
        house.jdbc.sql("update audit set at = at - interval '401 days'").update();

        audit.add("anna", "pause", "rule new", "");

        assertThat(audit.entries(Optional.empty(), Optional.empty(), Optional.empty(), 9))
                .extracting(AuditLog.Entry::target)
                .containsExactly("rule new");
    }
}
