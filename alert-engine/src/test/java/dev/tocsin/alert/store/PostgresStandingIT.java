package dev.tocsin.alert.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.scrape.ActiveAlert;
import dev.tocsin.alert.scrape.Reading;
import dev.tocsin.alert.state.AlertStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an engine tells of itself, read from real tables. */
class PostgresStandingIT {
    private static final String REST = "condition: {count: hits, threshold: {above: 1}}\nwindow: 1m\nevery: 1m\n";

    private final DeliveryHouse house = DeliveryHouse.empty();
    private final Rule errors = RulesForTests.over("logs-none-tocsin", "errors", "labels: {team: shop}\n" + REST);
    private final Rule others = RulesForTests.over("logs-none-tocsin", "others", REST);
    private final Rule off = RulesForTests.over("logs-none-tocsin", "off", "enabled: false\n" + REST);
    private final RuleSet set = new RuleSet(List.of(errors, others, off), List.of(), List.of("broken.yml"));

    @BeforeEach
    void empty() {
        house.template.execute("truncate alert, rule_cursor");
        house.template.execute("update lease set owner = null");
        hold("errors", "me");
        hold("others", "somebody-else");
    }

    @Test
    void tellsOnlyOfTheRulesWhoseLeaseItHolds() {
        alert("errors", "a", "{\"host\":\"a\\u0000\"}", "ALERTING", "2026-11-24T10:00:00Z");
        alert("others", "a", "{}", "ALERTING", "2026-11-24T10:00:00Z");
        alert("vanished", "a", "{}", "ALERTING", "2026-11-24T10:00:00Z");
        house.jdbc.sql("""
                        insert into rule_cursor (rule, version, last_end, fence, failing_since, failing_reason)
                        values ('errors', '', now(), 1, now(), 'no index'), ('others', '', now(), 1, now(), 'no index')
                        """).update();

        Reading mine = new PostgresStanding(house.jdbc, "me").of(set, 10);

        assertThat(mine.leases()).isEqualTo(1);
        assertThat(mine.failing()).isEqualTo(Map.of("errors", true));
        assertThat(mine.disabled()).isEqualTo(1);
        assertThat(mine.broken()).isEqualTo(1);
        assertThat(mine.counts()).isEqualTo(Map.of(AlertStatus.ALERTING, 1L));
        assertThat(mine.active()).singleElement().satisfies(alert -> {
            assertThat(alert.rule()).isEqualTo("errors");
            assertThat(alert.group()).isEqualTo(Map.of("host", "a\u0000"));
            assertThat(alert.labels()).isEqualTo(Map.of("team", "shop"));
        });
    }

    @Test
    void theFirstAreThoseThatFireAndOfThemTheOldest() {
        alert("errors", "new", "{\"host\":\"new\"}", "RECOVERING", "2026-11-24T12:00:00Z");
        alert("errors", "calm", "{\"host\":\"calm\"}", "NORMAL", null);
        alert("errors", "pending", "{\"host\":\"pending\"}", "PENDING", "2026-11-24T09:00:00Z");
        alert("errors", "old", "{\"host\":\"old\"}", "ALERTING", "2026-11-24T10:00:00Z");

        Reading reading = new PostgresStanding(house.jdbc, "me").of(set, 2);

        assertThat(reading.active().stream().map(ActiveAlert::group))
                .containsExactly(Map.of("host", "old"), Map.of("host", "new"));
        assertThat(reading.counts())
                .isEqualTo(Map.of(AlertStatus.ALERTING, 1L, AlertStatus.RECOVERING, 1L, AlertStatus.PENDING, 1L));
    }

    /** An engine was taken back: one alert in words of a newer version must not hide all others. */
    @Test
    void whatANewerVersionWroteHidesNothingElse() {
        alert("errors", "newer", "{\"host\":\"newer\"}", "SLEEPING", "2026-11-24T09:00:00Z");
        alert("errors", "worse", "{\"host\":\"worse\"}", "ALERTING", "2026-11-24T10:00:00Z");
        house.jdbc
                .sql("update alert set severity = 'FATAL' where group_id = 'worse'")
                .update();

        Reading reading = new PostgresStanding(house.jdbc, "me").of(set, 10);

        assertThat(reading.active()).singleElement().satisfies(alert -> {
            assertThat(alert.group()).isEqualTo(Map.of("host", "worse"));
            assertThat(alert.severity()).isNull();
        });
        assertThat(reading.counts()).isEqualTo(Map.of(AlertStatus.ALERTING, 1L));
    }

    @Test
    void anEngineWithoutLeasesTellsOfNothing() {
        Reading reading = new PostgresStanding(house.jdbc, "nobody").of(set, 10);

        assertThat(reading.leases()).isZero();
        assertThat(reading.failing()).isEmpty();
        assertThat(reading.active()).isEmpty();
    }

    private void hold(String rule, String owner) {
        house.jdbc
                .sql("update lease set owner = :owner where bucket = :bucket")
                .param("owner", owner)
                .param("bucket", Leases.bucketOf(rule))
                .update();
    }

    private void alert(String rule, String group, String values, String status, @Nullable String since) {
        house.jdbc
                .sql("""
                        insert into alert (rule, group_id, group_values, version, status, severity, since)
                        values (:rule, :group, :values::json, 'v', :status, 'CRITICAL', :since::timestamptz)""")
                .param("rule", rule)
                .param("group", group)
                .param("values", values)
                .param("status", status)
                .param("since", since)
                .update();
    }
}
