package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.FlappingAlerts;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.state.Flap;
import dev.tocsin.alert.store.PostgresFlapping;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts that flap, in real cycles: what is kept of them, and what is written when. */
class FlappingIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static EngineHouse house;
    private static ElasticLink link;

    private String stream = "";

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

    /** Errors of host a in the minutes 10, 12, 14, and from 40 to 79; one of host b in minute 10. */
    @BeforeEach
    void fresh() {
        house.empty();
        house.time.set(TEN.plusSeconds(15));
        stream = "logs-flap" + UUID.randomUUID().toString().substring(0, 8) + "-tocsin";
        EngineHouse.createIndex(link, stream);
        List<Event> events = new ArrayList<>();
        for (int minute = -5; minute < 120; minute++) {
            Instant start = TEN.plusSeconds(60L * minute);
            events.add(event(start, "DEBUG", "a"));
            if (minute == 10 || minute == 12 || minute == 14 || (minute >= 40 && minute < 80)) {
                events.add(event(start, "ERROR", "a"));
            }
            if (minute == 10) {
                events.add(event(start, "ERROR", "b"));
            }
        }
        EngineHouse.index(link, stream, events);
    }

    private static Event event(Instant minute, String level, String host) {
        Event event = Event.of(minute.plusSeconds(10), level);
        return new Event(event.at(), event.fields() + ",\"host.name\":\"" + host + "\"");
    }

    private Rule rule(String rest) {
        return RulesForTests.parse("""
                rule: r
                query: {streams: [%s], lucene: 'log.level:ERROR'}
                groupBy: [host.name]
                condition: {count: hits, threshold: {above: 0}}
                delay: 15s
                window: 1m
                every: 1m
                %s
                """.formatted(stream, rest));
    }

    private static void lookUntil(AlertCycle cycle, int minute) {
        Instant until = TEN.plusSeconds(60L * minute + 15);
        while (house.time.instant().isBefore(until)) {
            house.time.pass(Duration.ofMinutes(1));
            cycle.run();
        }
    }

    /** Host, state, how often it changed, and when it began to flap. */
    private static List<String> rows() {
        return house.jdbc.sql("""
                        select group_values ->> 'host.name' || ' ' || status || ' ' || coalesce(cardinality(flap_changes), 0)
                          || coalesce(' ' || to_char(flapping_since at time zone 'UTC', 'HH24:MI'), '')
                        from alert order by group_id""").query((row, _) -> row.getString(1)).list();
    }

    private static String writtenBy(String host) {
        return house.jdbc
                .sql("select xmin::text from alert where group_values ->> 'host.name' = ?")
                .param(host)
                .query(String.class)
                .single();
    }

    @Test
    void aCalmAlertIsKeptWhileItsChangesCountAndAQuietWindowWritesNothing() {
        AlertCycle engine = house.engine(link, List.of(rule("")));

        lookUntil(engine, 12);
        assertThat(rows()).containsExactlyInAnyOrder("a NORMAL 2", "b NORMAL 2");
        String writer = writtenBy("b");
        lookUntil(engine, 31);
        assertThat(rows()).containsExactlyInAnyOrder("a NORMAL 6 10:14", "b NORMAL 2");
        assertThat(writtenBy("b")).isEqualTo(writer);
        lookUntil(engine, 32);
        assertThat(rows()).containsExactly("a NORMAL 6 10:14");

        lookUntil(engine, 35);
        assertThat(rows()).containsExactly("a NORMAL 6 10:14");
        lookUntil(engine, 36);
        assertThat(rows()).isEmpty();
    }

    @Test
    void whoFlapsIsAskedOfTheDatabaseAndHoldsStillInTheEnd() {
        AlertCycle engine = house.engine(link, List.of(rule("")));
        lookUntil(engine, 15);
        AlertNotice next = Notices.fired()
                .rule("r")
                .group("host.name", "a")
                .flapping(new Flap(5, 20, false))
                .build();

        FlappingAlerts now = new PostgresFlapping(house.jdbc).now();

        assertThat(now.on(next, "slack"))
                .isPresent()
                .get()
                .satisfies(why ->
                        assertThat(why.reason()).startsWith("flapping since 2026-11-23 10:14:00 UTC, changed 5 times"));
        assertThat(house.notices().stream()
                        .filter(notice ->
                                notice.getJsonObject("group").toString().contains("\"a\""))
                        .map(notice -> notice.getString("kind") + " " + notice.get("flapping")))
                .containsExactly(
                        "FIRED null",
                        "RESOLVED null",
                        "FIRED null",
                        "RESOLVED {\"changes\":4,\"of\":20,\"told\":true}",
                        "FIRED {\"changes\":5,\"of\":20,\"told\":false}");

        lookUntil(engine, 36);
        assertThat(new PostgresFlapping(house.jdbc).now().on(next, "slack")).isEmpty();
    }

    @Test
    void caughtUpItIsTheSameAsStepByStep() {
        Rule rule = rule("flapping: {changes: 3, of: 15}");
        AlertCycle steady = house.engine(link, List.of(rule));
        lookUntil(steady, 50);
        List<String> steps = flapsInHistory();
        List<String> rows = rows();

        house.empty();
        house.time.set(TEN.plusSeconds(15));
        AlertCycle late = house.engine(link, List.of(rule));
        late.run();
        house.time.pass(Duration.ofMinutes(50));
        late.run();

        assertThat(steps).isNotEmpty();
        assertThat(flapsInHistory()).isEqualTo(steps);
        assertThat(rows()).isEqualTo(rows);
    }

    private static List<String> flapsInHistory() {
        return house.documents("transition").stream()
                .map(step -> step.getString("@timestamp") + " " + step.getString("transition") + " "
                        + step.getString("group") + " " + step.getString("flapping", ""))
                .sorted()
                .toList();
    }

    @Test
    void whatIsKeptOfAGroupThatFlappedIsNotJudgedWithoutEvents() {
        AlertCycle engine = house.engine(link, List.of(rule("maxGroups: 1")));

        lookUntil(engine, 20);

        assertThat(house.documents("window"))
                .filteredOn(window -> window.getString("@timestamp").compareTo("2026-11-23T10:16") >= 0)
                .isNotEmpty()
                .allSatisfy(window -> assertThat(window.getInt("groups_cut")).isZero());
    }
}
