package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.api.AuditLog;
import dev.tocsin.alert.route.AlertLabels;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Care;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.route.Silence;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleDefaults;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.DeliveryHouse;
import dev.tocsin.alert.store.PostgresAcknowledgements;
import dev.tocsin.alert.store.PostgresAudit;
import dev.tocsin.alert.store.PostgresCares;
import dev.tocsin.alert.store.PostgresOutbox;
import dev.tocsin.alert.store.PostgresSilences;
import jakarta.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the buttons of a message do, in real tables. */
final class SlackDeedsIT {
    private static final String LIFE = "life-1";

    @TempDir
    private Path folder;

    private final DeliveryHouse house = DeliveryHouse.empty();
    private final PostgresOutbox outbox = house.outbox("engine");
    private final PostgresSilences silences = new PostgresSilences(house.jdbc, house::now, new Random(1));
    private final PostgresCares cares = new PostgresCares(house.jdbc, house::now);
    private final PostgresAudit audit = new PostgresAudit(house.jdbc, house.transaction);
    private final Router router = new Router(Routes.to("shop"), Set.of("shop"), Set.of("shop"));

    @BeforeEach
    void empty() {
        house.template.execute("truncate silence, acknowledgement, audit");
    }

    @Test
    void whoAcknowledgesLooksAfterAllThatGoesOn() throws IOException {
        AlertNotice one = fires(TransitionKind.FIRED, "a");
        AlertNotice other = fires(TransitionKind.FIRED, "b");
        over(other);

        String answer = deeds().acknowledge(LIFE, "kim");

        assertThat(answer).startsWith("You look after 1 alert until it ends");
        assertThat(cares.of(List.of(one.episodeId(), other.episodeId())))
                .containsOnlyKeys(one.episodeId())
                .allSatisfy((_, care) -> assertThat(care).isInstanceOf(Care.LookedAfter.class));
        assertThat(changes()).containsExactly("kim (Slack) acknowledge");
    }

    @Test
    void aSilenceIsForTheAlertsOfTheMessageAndOnlyForThem() throws IOException {
        AlertNotice mine = fires(TransitionKind.FIRED, "a");
        AlertNotice others = notice(TransitionKind.FIRED, "c");

        String answer = deeds().silence(LIFE, Duration.ofHours(1), "kim");
        deeds().silence(LIFE, Duration.ofHours(1), "kim");

        List<Silence> made = silences.activeAt(house.now());
        assertThat(made).as("the second press changes nothing").hasSize(1);
        assertThat(answer).contains("Nobody is told of 1 alert", made.getFirst().id());
        assertThat(made.getFirst().matches(AlertLabels.of(mine))).isTrue();
        assertThat(made.getFirst().matches(AlertLabels.of(others))).isFalse();
        assertThat(Duration.between(house.now(), made.getFirst().endsAt()))
                .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(changes()).containsExactly("kim (Slack) silence");
    }

    /** Else a press on "no data" would hide every group's alarms. */
    @Test
    void aSilenceOfAnAlertWithoutAGroupHidesNoGroup() throws IOException {
        AlertNotice noData = fires(TransitionKind.NO_DATA, "");

        deeds().silence(LIFE, Duration.ofHours(1), "kim");

        Silence made = silences.activeAt(house.now()).getFirst();
        assertThat(made.matches(AlertLabels.of(noData))).isTrue();
        assertThat(made.matches(AlertLabels.of(notice(TransitionKind.FIRED, "a"))))
                .isFalse();
    }

    @Test
    void whySaysWindowQueryAndWhoWasTold() throws IOException {
        fires(TransitionKind.FIRED, "a");

        assertThat(deeds().why(LIFE, "kim"))
                .contains(
                        "143 hits, above 100",
                        "log.level: ERROR",
                        "hits above 100",
                        "finds 143 events now",
                        "FIRED to shop: sent at 2026-11-23 10:05:01 UTC (200 posted)",
                        "Suppressed then: silenced by lee",
                        "./tocsin explain checkout-errors --at 2026-11-23T10:05:00Z");
    }

    @Test
    void saysWhenNothingOfItGoesOn() throws IOException {
        over(fires(TransitionKind.FIRED, "a"));

        assertThat(List.of(
                        deeds().acknowledge(LIFE, "kim"),
                        deeds().silence(LIFE, Duration.ofHours(1), "kim"),
                        deeds().why(LIFE, "kim")))
                .containsOnly("Nothing of this message fires any more.");
        assertThat(silences.activeAt(house.now())).isEmpty();
        assertThat(changes()).isEmpty();
    }

    private SlackDeeds deeds() throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("checkout.yml"), """
                rule: checkout-errors
                title: Checkout is failing
                labels: {team: shop}
                groupBy: [host]
                query: {streams: [logs-*-tocsin], kql: 'log.level: ERROR'}
                condition: {count: hits, threshold: {above: 100}}
                window: 5m
                every: 1m
                noData: alert
                """);
        RuleBook book = new RuleBook(rules, RuleDefaults.STANDARD);
        book.readAgain(house.now());
        assertThat(book.current().rule("checkout-errors")).isPresent();
        return new SlackDeeds(
                outbox,
                new PostgresAcknowledgements(house.jdbc, house.transaction, house::now),
                silences,
                (rule, at) -> Json.createReader(new StringReader("""
                        {"why": "fired: 143 hits, above 100", "now": {"hits": 143}, "same": true,
                         "notifications": [{"@timestamp": "2026-11-23T10:05:01Z", "transition": "FIRED",
                           "notification": {"channel": "shop", "state": "sent", "answer": "200 posted"}}],
                         "suppressed": [{"reason": "silenced by lee"}]}""")).readObject(),
                book,
                audit);
    }

    private AlertNotice fires(TransitionKind kind, String host) {
        AlertNotice notice = notice(kind, host);
        house.jdbc
                .sql("""
                        insert into alert (rule, group_id, group_values, version, status, severity, since, episode_id)
                        values ('checkout-errors', :host, '{}', 'v', 'ALERTING', 'CRITICAL', clock_timestamp(), :episode)""")
                .param("host", host)
                .param("episode", notice.episodeId())
                .update();
        outbox.add(router.intentsFor(notice, List.of(), house.now(), false));
        house.template.update("update outbox set life = ?", LIFE);
        return notice;
    }

    private void over(AlertNotice notice) {
        house.template.update("delete from alert where episode_id = ?", notice.episodeId());
    }

    private static AlertNotice notice(TransitionKind kind, String host) {
        Notices notice = Notices.of(kind);
        return host.isEmpty() ? notice.build() : notice.group("host", host).build();
    }

    private List<String> changes() {
        return audit.page(new AuditLog.Choice(null, null), Optional.empty(), 10).items().stream()
                .map(entry -> entry.who() + " " + entry.what())
                .toList();
    }
}
