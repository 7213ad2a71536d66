package dev.tocsin.alert.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.api.AlertViews;
import dev.tocsin.alert.api.AuditLog;
import dev.tocsin.alert.api.NotificationViews.Notification;
import dev.tocsin.alert.api.NotificationViews.Told;
import dev.tocsin.alert.api.Paged;
import dev.tocsin.alert.api.Place;
import dev.tocsin.alert.route.Matcher;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.route.Silence;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.AlertStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** Lists that are read in parts, on a real database. */
final class PagesIT {
    private static final Set<AlertStatus> ANY = EnumSet.complementOf(EnumSet.of(AlertStatus.NORMAL));

    private static final Told ALL = new Told(null, null, null);
    private static final AuditLog.Choice ANYTHING = new AuditLog.Choice(null, null);

    private final DeliveryHouse house = DeliveryHouse.empty();
    private final PostgresViews views = new PostgresViews(house.jdbc);
    private final PostgresAudit audit = new PostgresAudit(house.jdbc, house.transaction);

    private void changed(String who, String what, String target, String detail) {
        audit.changing(trail -> {
            trail.add(who, what, target, detail);
            return target;
        });
    }

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
            Paged<AlertViews.Alert> page = views.page(new AlertViews.Choice(ANY, false), after, 2);
            page.items().forEach(alert -> seen.add(alert.rule() + " " + alert.group()));
            after = Optional.ofNullable(page.next());
            alert("rule-0", "later-" + seen.size(), null);
        } while (after.isPresent());

        List<String> before = views.alerts(ANY, 100).stream()
                .map(alert -> alert.rule() + " " + alert.group())
                .filter(alert -> !alert.contains("later"))
                .toList();
        assertThat(seen).doesNotHaveDuplicates().containsAll(before).hasSizeGreaterThanOrEqualTo(7);
        String noDay = new Place("alerts", 3).sealed("rule-0", "2026-02-30 10:00:00+00", "a");
        assertThatThrownBy(() -> views.page(new AlertViews.Choice(ANY, false), Optional.of(noDay), 2))
                .isInstanceOf(IllegalArgumentException.class);
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

        Paged<Notification> first = views.notifications(ALL, Optional.empty(), 3);
        // Its row goes, as rows that are old do: the place of it stays.
        house.jdbc.sql("delete from outbox where rule = 'rule-2'").update();
        Paged<Notification> rest = views.notifications(ALL, Optional.ofNullable(first.next()), 3);

        assertThat(first.items()).extracting(Notification::rule).containsExactly("rule-4", "rule-3", "rule-2");
        assertThat(rest.items()).extracting(Notification::rule).containsExactly("rule-1", "rule-0");
        assertThat(rest.next()).isNull();
        assertThat(views.notifications(new Told(null, null, "other"), Optional.empty(), 3)
                        .items())
                .isEmpty();
        assertThat(views.notifications(new Told("waiting", "rule-1", "alerts"), Optional.empty(), 3)
                        .items())
                .singleElement()
                .satisfies(found -> assertThat(views.notification(found.id())).hasValue(found));
        assertThat(views.notification("none")).isEmpty();
    }

    @Test
    void whatWasChangedIsReadNewestFirstAndByWhatItIsAbout() {
        changed("anna (token on-call)", "pause", "rule checkout", "until it is resumed: a \0 deploy");
        changed("token on-call", "resume", "rule checkout", "");
        changed("bert", "test", "channel shop", "delivered");

        Paged<AuditLog.Entry> all = audit.page(ANYTHING, Optional.empty(), 2);
        Paged<AuditLog.Entry> older = audit.page(ANYTHING, Optional.ofNullable(all.next()), 2);

        assertThat(all.items()).extracting(AuditLog.Entry::what).containsExactly("test", "resume");
        assertThat(older.items()).extracting(AuditLog.Entry::who).containsExactly("anna (token on-call)");
        assertThat(older.next()).isNull();
        assertThat(audit.page(new AuditLog.Choice("pause", "rule checkout"), Optional.empty(), 9)
                        .items())
                .singleElement()
                .satisfies(entry -> assertThat(entry.detail()).contains("deploy"));
        assertThat(audit.page(new AuditLog.Choice(null, "rule other"), Optional.empty(), 9)
                        .items())
                .isEmpty();
    }

    @Test
    void alertsOfOneRuleAndOfOneSeverityAreFoundAndOneByItsId() {
        alert("rule-0", "a", null);
        alert("rule-1", "b", null);
        house.jdbc
                .sql("update alert set severity = 'CRITICAL' where rule = 'rule-1'")
                .update();

        assertThat(views.page(new AlertViews.Choice(ANY, false, "rule-0", null), Optional.empty(), 9)
                        .items())
                .singleElement()
                .satisfies(alert -> assertThat(views.alert(alert.id())).hasValue(alert));
        assertThat(views.page(new AlertViews.Choice(ANY, false, null, Severity.CRITICAL), Optional.empty(), 9)
                        .items())
                .extracting(AlertViews.Alert::rule)
                .containsExactly("rule-1");
        assertThat(views.page(new AlertViews.Choice(ANY, false, "rule-0", Severity.CRITICAL), Optional.empty(), 9)
                        .items())
                .isEmpty();
    }

    @Test
    void silencesInPartsAreAllSilencesAlsoThoseMadeAtOneMomentAndUnreadableOnes() {
        house.template.execute("truncate silence");
        for (int i = 0; i < 7; i++) {
            house.jdbc
                    .sql(
                            "insert into silence (id, matchers, starts_at, ends_at, author, comment, created_at) values (:id,"
                                    + " :matchers::json, now(), now() + interval '1 hour', 'kim', 'deploy', :at::timestamptz)")
                    .param("id", "s" + i)
                    .param("matchers", i == 3 ? "{}" : "{\"matchers\": [\"a=b\"]}")
                    .param("at", "2026-11-23 10:00:0" + i / 3 + ".123456+00")
                    .update();
        }
        PostgresSilences silences = new PostgresSilences(house.jdbc, house::now, new Random(1));

        List<String> seen = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Paged<Silence> page = silences.silences(EnumSet.allOf(Silence.Phase.class), after, 2);
            page.items().forEach(silence -> seen.add(silence.id()));
            after = Optional.ofNullable(page.next());
        } while (after.isPresent());

        assertThat(seen).containsExactly("s6", "s4", "s5", "s0", "s1", "s2");
        for (String place : List.of(
                "nonsense!",
                new Place("alerts", 2).sealed("2026-11-23T10:00:00Z", "a"),
                new Place("silences", 2).sealed("yesterday", "a"))) {
            assertThatThrownBy(() -> silences.silences(EnumSet.allOf(Silence.Phase.class), Optional.of(place), 2))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aChangeThatCannotBeWrittenDownIsNotMade() {
        house.template.execute("truncate silence");
        PostgresSilences silences = new PostgresSilences(house.jdbc, house::now, new Random(1));
        Instant now = house.now();

        assertThatThrownBy(() -> audit.changing(trail -> {
                    Silence made = silences.add(
                            List.of(Matcher.equal("team", "shop")), now, now.plusSeconds(60), "kim", "deploy");
                    house.template.execute("alter table audit add constraint full_disk check (false) not valid");
                    trail.add("kim", "silence", made.id(), "");
                    return made;
                }))
                .isInstanceOf(DataAccessException.class);

        assertThat(silences.open()).isZero();
        assertThat(audit.page(ANYTHING, Optional.empty(), 9).items()).isEmpty();
    }

    @Test
    void whatIsOlderThanItIsKeptGoes() {
        changed("anna", "pause", "rule old", "");
        house.jdbc.sql("update audit set at = at - interval '401 days'").update();

        changed("anna", "pause", "rule new", "");

        assertThat(audit.page(ANYTHING, Optional.empty(), 9).items())
                .extracting(AuditLog.Entry::target)
                .containsExactly("rule new");
    }
}
