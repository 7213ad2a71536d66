package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.ScriptedElasticsearch;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine was taken back to an older version: what the newer one wrote of a rule stops that rule and no other. */
class UnreadableRowsIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final String ALERT = "an alert of it cannot be read: ";
    private static final String HELD = "what was decided and is not told yet cannot be read: ";

    private static EngineHouse house;

    private final ScriptedElasticsearch server = serve();
    private final ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()));

    @BeforeAll
    static void start() {
        house = new EngineHouse();
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    private static ScriptedElasticsearch serve() {
        try {
            return new ScriptedElasticsearch();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void empty() {
        house.empty();
    }

    @AfterEach
    void close() {
        link.close();
        server.close();
    }

    /** Seven hits in each window: it fires and goes on to. */
    private static Rule rule(String name, String more) {
        return RulesForTests.over(
                "logs",
                name,
                "condition: {count: hits, threshold: {above: 0}}\nwindow: 1m\nevery: 1m\ndelay: 15s\nnoData: ok\n"
                        + more);
    }

    /** Looks every quarter of a minute, as often as it takes to try a rule again that failed. */
    private void lookUntil(List<Rule> rules, Instant until) {
        while (!house.time.instant().isAfter(until)) {
            house.engine(link, rules).run();
            house.time.pass(Duration.ofSeconds(15));
        }
    }

    private List<String> rows() {
        return house.jdbc.sql("""
                        select row_to_json(alert)::text from alert where rule = 'bad' union all
                        select transition::text from held_transition where rule = 'bad'""").query((row, _) -> row.getString(1)).list();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            update alert set status = 'SLEEPING' where rule = 'bad'                    | alert | status SLEEPING is not known to this version
            update alert set status = 'hunter2' where rule = 'bad'                     | alert | status is not what this version expects
            update alert set severity = 'FATAL' where rule = 'bad'                     | alert | severity FATAL is not known to this version
            update alert set group_values = '{"user":5}' where rule = 'bad'            | alert | its group is not what this version expects
            update alert set group_values = '[]' where rule = 'bad'                    | alert | its group is not what this version expects
            insert into held_transition (rule, transition) values ('bad', '{}')        | held  | rule is missing
            insert into held_transition (rule, transition) values ('bad', '"hunter2"') | held  | it is no JSON object
            """)
    void stopTheirRuleAndNoOther(String damage, String which, String reason) {
        List<Rule> rules = List.of(rule("bad", ""), rule("good", ""));
        house.time.set(TEN.plusSeconds(15));
        house.engine(link, rules).run();
        List<String> whole = rows();
        assertThat(whole).hasSize(1);
        house.jdbc.sql(damage).update();
        List<String> damaged = rows();

        // when
        lookUntil(rules, TEN.plusSeconds(300));

        // then
        assertThat(house.cursor("good")).isEqualTo(TEN.plusSeconds(240));
        assertThat(house.failure("good")).isNull();
        assertThat(house.cursor("bad")).isEqualTo(TEN);
        assertThat(house.failure("bad")).isEqualTo((which.equals("held") ? HELD : ALERT) + reason);
        assertThat(rows()).as("whoever can read them finds them").isEqualTo(damaged);

        // and when: the newer engine is back, and has mended them
        house.jdbc
                .sql("update alert set status = 'ALERTING', severity = 'CRITICAL', group_values = '{}'")
                .update();
        house.jdbc.sql("delete from held_transition").update();
        lookUntil(rules, TEN.plusSeconds(375));

        // then: every window once, and nothing is told twice
        assertThat(house.failure("bad")).isNull();
        assertThat(house.cursor("bad")).isEqualTo(TEN.plusSeconds(360));
        assertThat(house.windows().stream().filter(line -> line.startsWith("bad")))
                .hasSize(7);
        assertThat(house.transitions())
                .containsExactly("2026-11-23T10:00:00Z bad FIRED 7", "2026-11-23T10:00:00Z good FIRED 7");
    }

    @Test
    void page() {
        // given: what waits to be told is readable in part, and so are alerts
        List<Rule> rules = List.of(rule("bad", "onError: alert\n"), rule("other", "onError: alert\n"));
        house.time.set(TEN.plusSeconds(15));
        house.engine(link, rules).run();
        house.jdbc
                .sql("update alert set status = 'SLEEPING' where rule = 'bad'")
                .update();
        house.jdbc
                .sql(
                        "update alert set status = 'NORMAL', severity = null, since = null, episode_id = null where rule = 'other'")
                .update();
        house.jdbc
                .sql("insert into held_transition (rule, transition) values ('other', '{}')")
                .update();
        List<String> damaged = rows();

        // when
        lookUntil(rules, TEN.plus(Duration.ofMinutes(10)));

        // then: once each, and what cannot be read is there
        assertThat(house.pages().stream().filter(page -> page.startsWith("ERROR")))
                .containsExactlyInAnyOrder(
                        "ERROR bad " + ALERT + "status SLEEPING is not known to this version",
                        "ERROR other " + HELD + "rule is missing");
        assertThat(rows()).isEqualTo(damaged);
        assertThat(house.jdbc
                        .sql("select count(*) from held_transition")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }
}
