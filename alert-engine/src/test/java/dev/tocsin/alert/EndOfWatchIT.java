package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules that go while their alerts fire, on a real PostgreSQL and a real Elasticsearch. */
class EndOfWatchIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static EngineHouse house;
    private static ElasticLink link;
    private final List<Rule> rules = new ArrayList<>();
    private String stream = "";
    private AlertCycle cycle;

    @BeforeAll
    static void start() {
        house = new EngineHouse();
        link = ElasticsearchForTests.link();
    }

    @AfterAll
    static void stop() {
        link.close();
        house.close();
    }

    /** Two rules, of which one fires from 10:01 on. */
    @BeforeEach
    void anAlertFires() {
        house.empty();
        house.settings = new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ZERO);
        stream = "logs-it" + UUID.randomUUID().toString().substring(0, 8).toLowerCase(Locale.ROOT) + "-tocsin";
        EngineHouse.createIndex(link, stream);
        List<Event> events = new ArrayList<>();
        for (int minute = 0; minute < 30; minute++) {
            events.add(new Event(
                    TEN.plusSeconds(60L * minute + 30),
                    "\"log.level\":\"ERROR\",\"host.name\":\"web-1\",\"message\":\"m\""));
        }
        EngineHouse.index(link, stream, events);
        rules.add(rule("r", ""));
        rules.add(rule("other", "enabled: false\n"));
        cycle = house.engine(link, rules);
        house.time.set(TEN.plusSeconds(15));
        cycle.run();
        lookFor(Duration.ofMinutes(2));
        assertThat(house.pages()).containsExactly("FIRED r 1 is above 0");
    }

    private Rule rule(String name, String rest) {
        return RulesForTests.parse("""
                rule: %s
                query: {streams: [%s], lucene: 'log.level:ERROR'}
                condition: {count: hits, threshold: {above: 0}}
                delay: 15s
                window: 1m
                every: 1m
                %s""".formatted(name, stream, rest));
    }

    private static void lookFor(AlertCycle engine, Duration length) {
        Instant until = house.time.instant().plus(length);
        while (house.time.instant().isBefore(until)) {
            house.time.pass(MINUTE);
            engine.run();
        }
    }

    private void lookFor(Duration length) {
        lookFor(cycle, length);
    }

    private static List<String> firing() {
        return house.jdbc
                .sql("select rule from open_alert")
                .query((row, _) -> row.getString("rule"))
                .list();
    }

    @Test
    void whoWasToldOfAnAlertLearnsThatItsRuleWasRemoved() {
        // when
        rules.removeIf(rule -> rule.name().equals("r"));
        lookFor(Duration.ofMinutes(5));
        assertThat(house.pages()).hasSize(1);
        lookFor(MINUTE);

        // then: once, by whomever
        String end = "UNWATCHED r the rule was removed by 2026-11-23 10:03:15 UTC, and it fired until then";
        assertThat(house.pages()).containsExactly("FIRED r 1 is above 0", end);
        assertThat(house.transitions())
                .containsExactly("2026-11-23T10:01:00Z r FIRED 1", "2026-11-23T10:02:00Z r UNWATCHED");
        assertThat(firing()).isEmpty();
        lookFor(Duration.ofMinutes(10));
        lookFor(house.engine(link, rules), Duration.ofMinutes(10));
        assertThat(house.pages()).hasSize(2);
    }

    /** Nothing was ever judged of it. */
    @Test
    void whatHasNoDataOrCannotBeEvaluatedEndsToo() {
        String rest = "window: 1m\nevery: 1m\ncondition: {count: hits, threshold: {above: 9}}\n";
        rules.add(RulesForTests.parse(
                "rule: fails\nquery: {streams: [%s-none], lucene: '*'}\nonError: alert\n".formatted(stream) + rest));
        rules.add(RulesForTests.parse(
                "rule: silent\nquery: {streams: [%s], lucene: '*'}\nnoData: alert\n".formatted(stream) + rest));
        house.time.set(TEN.plusSeconds(30 * 60));
        lookFor(Duration.ofMinutes(10));
        assertThat(firing()).contains("fails", "silent");

        rules.removeIf(rule -> !rule.name().equals("other"));
        lookFor(Duration.ofMinutes(7));

        assertThat(firing()).isEmpty();
        assertThat(house.pages()).anyMatch(page -> page.startsWith("UNWATCHED fails"));
        assertThat(house.pages()).anyMatch(page -> page.startsWith("UNWATCHED silent"));
    }

    @Test
    void aRuleThatIsAwayForAMomentGoesOn() {
        Rule away = rules.removeFirst();
        lookFor(Duration.ofMinutes(4));
        rules.add(away);
        lookFor(Duration.ofMinutes(4));

        assertThat(house.pages()).hasSize(1);
        assertThat(firing()).containsExactly("r");
        assertThat(house.windows()).hasSize(11);
        // and what went before counts no more when it is away again
        rules.remove(away);
        lookFor(Duration.ofMinutes(4));
        assertThat(house.pages()).hasSize(1);
    }

    @Test
    void aRuleThatComesBackLaterMissesNoWindowAndFiresAnew() {
        Rule away = rules.removeFirst();
        lookFor(Duration.ofMinutes(7));
        rules.add(away);
        lookFor(Duration.ofMinutes(2));

        assertThat(house.transitions())
                .containsExactly(
                        "2026-11-23T10:01:00Z r FIRED 1",
                        "2026-11-23T10:02:00Z r UNWATCHED",
                        "2026-11-23T10:03:00Z r FIRED 1");
        assertThat(house.windows()).hasSize(12);
        assertThat(house.pages()).hasSize(3);
    }

    @Test
    void anAlertOfADisabledRuleIsOver() {
        rules.set(0, rule("r", "enabled: false\n"));
        lookFor(Duration.ofMinutes(6));

        assertThat(house.pages().getLast())
                .isEqualTo("UNWATCHED r the rule was disabled by 2026-11-23 10:03:15 UTC, and it fired until then");
        assertThat(firing()).isEmpty();
        assertThat(house.jdbc
                        .sql("select count(*) from rule_cursor")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void whatNoChannelWasToHearOfEndsInTheHistoryAlone() {
        house.template.execute("delete from outbox");
        rules.removeFirst();
        lookFor(Duration.ofMinutes(6));

        assertThat(house.pages()).isEmpty();
        assertThat(house.transitions()).last().isEqualTo("2026-11-23T10:02:00Z r UNWATCHED");
    }

    @Test
    void aFolderWithoutAnyRuleEndsNothing() {
        rules.clear();
        lookFor(Duration.ofMinutes(10));

        assertThat(house.pages()).hasSize(1);
        assertThat(firing()).containsExactly("r");
    }

    @Test
    void anEngineThatDiesInTheMiddleTellsItOnce() {
        AtomicInteger deaths = new AtomicInteger(3);
        rules.removeFirst();
        AlertCycle mortal = house.engine(link, rules, _ -> {}, () -> {
            if (deaths.decrementAndGet() >= 0) {
                throw new Killed("here");
            }
        });
        house.time.pass(MINUTE);
        for (int minute = 0; minute < 12; minute++) {
            house.time.pass(MINUTE);
            try {
                mortal.run();
            } catch (Killed e) {
                assertThat(firing()).containsExactly("r");
            }
        }

        assertThat(deaths.get()).isNegative();
        assertThat(house.pages()).hasSize(2);
        assertThat(house.transitions()).hasSize(2);
    }

    @Test
    void anEngineThatLostItsLeaseEndsNothing() {
        rules.removeFirst();
        lookFor(Duration.ofMinutes(4));
        AlertCycle other = house.engine(link, List.of(rule("r", "")));
        house.time.pass(MINUTE.plusSeconds(1));
        AlertCycle overtaken = house.engine(link, rules, step -> {
            if (step == CycleStep.LEASED) {
                house.time.pass(EngineHouse.LEASE.plusSeconds(1));
                other.run();
            }
        });
        for (int minute = 0; minute < 8; minute++) {
            house.time.pass(MINUTE);
            overtaken.run();
        }

        assertThat(house.pages()).hasSize(1);
        assertThat(firing()).containsExactly("r");
    }

    @Test
    void alertsOfOtherFieldsAreOverWhenTheirRuleGroupsAnew() {
        rules.set(0, rule("r", "groupBy: [host.name]\n"));
        lookFor(MINUTE);

        assertThat(house.pages())
                .containsExactly(
                        "FIRED r 1 is above 0",
                        "UNWATCHED r the rule groups by other fields now",
                        "FIRED r 1 is above 0");
    }
}
