package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Events that come late, on a real database and a real Elasticsearch. The oracle is an engine that saw all of them in time:
 * once everything settled, what was decided is the same, and people heard of each trouble once.
 */
class LateRepairIT {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final int MINUTES = 26;
    private static final int SETTLED = MINUTES + 24;
    private static final String NAME = "logs-itlate" + Long.toHexString(System.nanoTime());
    private static EngineHouse house;
    private static ElasticLink link;
    private static int streams;
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

    @BeforeEach
    void clean() {
        house.empty();
        house.settings = CycleSettings.STANDARD;
        stream = newStream();
    }

    private static String newStream() {
        String name = NAME + streams++ + "-tocsin";
        EngineHouse.createIndex(link, name);
        return name;
    }

    private static Rule rule(String stream, String name, String rest) {
        return RulesForTests.parse("rule: %s\nquery: {streams: [%s], lucene: 'log.level:ERROR'}\nevery: 1m\n%s"
                .formatted(name, stream, rest));
    }

    private static List<Rule> rules(String stream) {
        return List.of(
                rule(stream, "plain", "window: 1m\ncondition: {count: hits, threshold: {above: 5}}\n"),
                rule(
                        stream,
                        "waiting",
                        "window: 2m\ncondition: {count: hits, threshold: {above: 5}}\nfor: 2m\nkeepFiringFor: 2m\n"),
                rule(
                        stream,
                        "levels",
                        "window: 1m\ngroupBy: [host.name]\ncondition: {count: hits, threshold: {warning: {above: 1}, critical: {above: 4}}}\n"),
                rule(
                        stream,
                        "missed",
                        "window: 3m\ngroupBy: [host.name]\nseenWithin: 10m\ncondition: {count: hits, threshold: {below: 2}}\n"),
                rule(stream, "each", "window: 1m\ngroupBy: [host.name]\ncondition: each\n"),
                rule(stream, "new", "window: 1m\ncondition: {newValue: host.name, within: 1d}\n"),
                rule(
                        stream,
                        "metric",
                        "window: 5m\ncondition: {metric: max, field: http.status, threshold: {above: 520}}\n"),
                // Nothing matches: it asks only whether the stream has any event.
                RulesForTests.parse("""
                        rule: silent
                        query: {streams: [%s], lucene: 'log.level:FATAL'}
                        every: 1m
                        window: 1m
                        condition: {count: hits, threshold: {above: 500}}
                        noData: alert
                        """.formatted(stream)));
    }

    /** An event, and the minute in which it can be found. */
    private record Arrival(Event event, int minute) {}

    private static List<Arrival> arrivals(Random random) {
        List<Arrival> arrivals = new ArrayList<>();
        int mood = 0;
        for (int minute = -10; minute < MINUTES; minute++) {
            mood = random.nextInt(4) == 0 ? random.nextInt(12) : mood;
            boolean isHeldUp = random.nextInt(6) == 0;
            int heldUp = random.nextInt(18);
            for (int i = 0; i < mood; i++) {
                Event event = new Event(
                        START.plusSeconds(60L * minute).plusMillis(random.nextInt(60_000)),
                        "\"log.level\":\"ERROR\",\"message\":\"m\",\"host.name\":\"h%d\",\"http.status\":%d"
                                .formatted(random.nextInt(4), 480 + random.nextInt(45)));
                int late = isHeldUp ? heldUp : random.nextInt(10) == 0 ? random.nextInt(20) : 0;
                // Of the first window of a rule there is no moment before it.
                arrivals.add(new Arrival(event, minute < 1 ? minute : minute + late));
            }
        }
        return arrivals;
    }

    /** Runs through all minutes; a minute's run is repeated until it survives. */
    private void live(List<Rule> rules, List<Arrival> arrivals, Random deaths, int oneIn) {
        house.time.set(START);
        index(arrivals, Integer.MIN_VALUE, -1);
        AlertCycle engine = engine(rules, deaths, oneIn);
        for (int minute = 0; minute <= SETTLED; minute++) {
            index(arrivals, minute, minute);
            house.time.set(START.plusSeconds(60L * (minute + 1)).plusSeconds(16));
            boolean isDone = false;
            for (int attempt = 0; !isDone && attempt < 20; attempt++) {
                try {
                    engine.run();
                    isDone = true;
                } catch (Killed e) {
                    house.time.pass(EngineHouse.LEASE.plusMillis(1));
                    engine = engine(rules, deaths, attempt < 15 ? oneIn : 0);
                }
            }
        }
    }

    private void index(List<Arrival> arrivals, int from, int to) {
        List<Event> events = arrivals.stream()
                .filter(arrival -> arrival.minute() >= from && arrival.minute() <= to)
                .map(Arrival::event)
                .toList();
        if (!events.isEmpty()) {
            EngineHouse.index(link, stream, events);
        }
    }

    private AlertCycle engine(List<Rule> rules, Random deaths, int oneIn) {
        Consumer<CycleStep> reached = step -> {
            if (oneIn > 0 && deaths.nextInt(oneIn) == 0) {
                throw new Killed("after " + step);
            }
        };
        return house.engine(link, rules, reached, () -> {
            if (oneIn > 0 && deaths.nextInt(oneIn) == 0) {
                throw new Killed("in the transaction");
            }
        });
    }

    private static Event error(int minute) {
        return Event.of(START.plusSeconds(60L * minute + 30), "ERROR");
    }

    /** The tick after a window that ends in this minute. */
    private void tick(List<Rule> rules, int minute) {
        house.time.set(START.plusSeconds(60L * minute + 16));
        house.engine(link, rules).run();
    }

    @Test
    void aBurstThatComesLateIsToldOnceAndSaysSo() {
        List<Rule> rules = List.of(
                rule(stream, "burst", "window: 1m\nnoData: zero\ncondition: {count: hits, threshold: {above: 2}}\n"));
        EngineHouse.index(link, stream, List.of(error(-1), error(3)));
        for (int minute = 0; minute < 8; minute++) {
            tick(rules, minute);
        }
        assertThat(house.pages()).isEmpty();

        EngineHouse.index(link, stream, List.of(error(3), error(3), error(3)));
        tick(rules, 8);
        tick(rules, 9);

        assertThat(house.pages())
                .containsExactly(
                        "FIRED burst found late, for events of it came late: 4 is above 2",
                        "RESOLVED burst found late, for events of it came late: back to 0");
        assertThat(house.notices().getFirst().getInt("lateBySeconds")).isEqualTo(256);
        assertThat(house.cursor("burst")).isEqualTo(START.plusSeconds(540));
        List<JsonObject> revised = house.documents("window").stream()
                .filter(record -> record.getJsonObject("window").getInt("revision") == 1)
                .toList();
        // The window in which it fires, and the one in which it is over.
        assertThat(revised.stream()
                        .map(record -> record.getJsonObject("window").getString("end"))
                        .toList())
                .containsExactly(
                        START.plusSeconds(240).toString(),
                        START.plusSeconds(300).toString());
        JsonObject again = revised.getFirst();
        assertThat(again.getInt("hits")).isEqualTo(4);
        assertThat(again.getInt("late_hits")).isEqualTo(3);
    }

    @Test
    void whatIsLaterThanTheHorizonIsLeftAlone() {
        List<Rule> rules = List.of(
                rule(
                        stream,
                        "off",
                        "window: 1m\nlateHorizon: 0s\nnoData: zero\ncondition: {count: hits, threshold: {above: 0}}\n"),
                rule(
                        stream,
                        "short",
                        "window: 1m\nlateHorizon: 4m\nnoData: zero\ncondition: {count: hits, threshold: {above: 0}}\n"));
        EngineHouse.index(link, stream, List.of(error(-1)));
        for (int minute = 1; minute < 8; minute++) {
            tick(rules, minute);
        }

        EngineHouse.index(link, stream, List.of(error(2)));
        tick(rules, 8);
        EngineHouse.index(link, stream, List.of(error(6)));
        tick(rules, 9);

        assertThat(house.pages())
                .containsExactly(
                        "FIRED short found late, for events of it came late: 1 is above 0",
                        "RESOLVED short found late, for events of it came late: back to 0");
        assertThat(house.jdbc
                        .sql("select count(*) from past_window where rule = 'off'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** What was decided by another rule was decided rightly: late events are no reason to judge by today's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAnEditedRuleDecidedBeforeIsNotJudgedByTheNewOne(boolean isLateAtTheEdit) {
        String condition = "condition: {count: hits, threshold: {above: 0}}\n";
        Rule before = rule(stream, "edited", "window: 1m\nfor: 5m\n" + condition);
        Rule after = rule(stream, "edited", "window: 1m\n" + condition);
        EngineHouse.index(link, stream, List.of(error(-1), error(2)));
        for (int minute = 1; minute < 6; minute++) {
            tick(List.of(before), minute);
        }
        if (isLateAtTheEdit) {
            EngineHouse.index(link, stream, List.of(error(3)));
        }
        tick(List.of(after), 6);

        EngineHouse.index(link, stream, List.of(error(3)));
        tick(List.of(after), 7);
        tick(List.of(after), 8);

        assertThat(house.pages()).isEmpty();
    }

    /** What retention or somebody took away is no reason to say that it never was. */
    @Test
    void windowsThatLostEventsUnsayNothing() throws IOException {
        List<Rule> rules = List.of(
                rule(stream, "drained", "window: 1m\nnoData: zero\ncondition: {count: hits, threshold: {above: 0}}\n"));
        EngineHouse.index(link, stream, List.of(error(-1), error(3), error(4), error(5), error(6)));
        for (int minute = 1; minute < 8; minute++) {
            tick(rules, minute);
        }
        assertThat(house.pages()).containsExactly("FIRED drained 1 is above 0");

        link.client().indices().delete(request -> request.index(stream));
        EngineHouse.createIndex(link, stream);
        EngineHouse.index(link, stream, List.of(error(-1), error(3)));
        EngineHouse.index(link, stream, List.of(error(2)));
        house.time.pass(EngineHouse.LEASE.plusMillis(1));
        house.engine(link, rules).run();

        assertThat(house.pages()).containsExactly("FIRED drained 1 is above 0");
        assertThat(house.documents("window"))
                .extracting(record -> record.getJsonObject("window").getInt("revision"))
                .containsOnly(0);
    }

    /** Both hold that they have the rules: what they find is told once, and by one of them. */
    @RepeatedTest(3)
    void twoEnginesRepairOnce(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        List<Rule> rules = List.of(
                rule(stream, "raced", "window: 1m\nnoData: zero\ncondition: {count: hits, threshold: {above: 2}}\n"));
        AlertCycle second = house.engine(link, rules);
        boolean[] isIn = new boolean[1];
        AlertCycle first = house.engine(link, rules, step -> {
            if (!isIn[0] && random.nextInt(3) == 0) {
                isIn[0] = true;
                house.time.pass(EngineHouse.LEASE.plusMillis(1));
                second.run();
                house.time.pass(EngineHouse.LEASE.plusMillis(1));
                isIn[0] = false;
            }
        });
        EngineHouse.index(link, stream, List.of(error(-1), error(3)));
        for (int minute = 1; minute < 20; minute++) {
            house.time.set(START.plusSeconds(60L * minute + 16));
            if (minute == 8) {
                EngineHouse.index(link, stream, List.of(error(3), error(3), error(5), error(5), error(5)));
            }
            (random.nextBoolean() ? first : second).run();
            first.run();
        }

        assertThat(house.pages())
                .as("seed %d", run.getCurrentRepetition())
                .containsExactlyInAnyOrder(
                        "FIRED raced found late, for events of it came late: 3 is above 2",
                        "RESOLVED raced found late, for events of it came late: back to 0",
                        "FIRED raced found late, for events of it came late: 3 is above 2",
                        "RESOLVED raced found late, for events of it came late: back to 0");
    }

    @RepeatedTest(2)
    void onceEverythingSettledItIsAsIfAllEventsHadComeInTime(RepetitionInfo run) {
        int seed = run.getCurrentRepetition();
        compare(seed, 0);
    }

    @RepeatedTest(1)
    void deathsBetweenStepsAreHarmless(RepetitionInfo run) {
        compare(100 + run.getCurrentRepetition(), 25);
    }

    private void compare(int seed, int deathOneIn) {
        List<Arrival> late = arrivals(new Random(seed));
        List<Arrival> onTime =
                late.stream().map(arrival -> new Arrival(arrival.event(), -1)).toList();
        live(rules(stream), onTime, new Random(0), 0);
        Standing oracle = Standing.now();
        List<Telling> heardInTime = heard();

        house.empty();
        stream = newStream();
        live(rules(stream), late, new Random(seed), deathOneIn);

        Standing settled = Standing.now();
        assertThat(difference(settled.windows(), oracle.windows()))
                .as("windows, seed %d", seed)
                .isEmpty();
        assertThat(difference(settled.steps(), oracle.steps()))
                .as("steps, seed %d", seed)
                .isEmpty();
        assertThat(difference(settled.alerts(), oracle.alerts()))
                .as("alerts, seed %d", seed)
                .isEmpty();
        List<Telling> heard = heard();
        assertThat(heard.stream().map(Telling::key).toList())
                .as("nothing is told twice, seed %d", seed)
                .doesNotHaveDuplicates();
        assertThat(standing(heard))
                .as("who fires by what people heard, seed %d", seed)
                .isEqualTo(firing());
        assertThat(untold(heardInTime, heard))
                .as("untold trouble, seed %d", seed)
                .isEmpty();
        assertThat(events(heard)).as("events told, seed %d", seed).isEqualTo(events(heardInTime));
    }

    private static List<String> difference(List<String> settled, List<String> oracle) {
        return Stream.concat(
                        settled.stream().filter(line -> !oracle.contains(line)).map(line -> "only late: " + line),
                        oracle.stream().filter(line -> !settled.contains(line)).map(line -> "only in time: " + line))
                .toList();
    }

    /** Where things stand: of each window the highest revision counts. */
    private record Standing(List<String> windows, List<String> steps, List<String> alerts) {
        static Standing now() {
            Map<String, Integer> revisions = new HashMap<>();
            Map<String, JsonObject> newest = new TreeMap<>();
            for (JsonObject record : house.documents("window")) {
                String key = keyOf(record);
                if (revisionOf(record) >= revisions.getOrDefault(key, -1)) {
                    revisions.put(key, revisionOf(record));
                    newest.put(key, record);
                }
            }
            List<String> windows = newest.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue().getString("answer") + " "
                            + entry.getValue().get("hits") + " "
                            + entry.getValue().get("breaching") + " "
                            + entry.getValue().get("active"))
                    .toList();
            List<String> steps = house.documents("transition").stream()
                    .filter(step -> revisionOf(step) == revisions.getOrDefault(keyOf(step), -1))
                    .map(step -> keyOf(step) + " " + step.getString("transition") + " " + step.getString("group") + " "
                            + step.get("value"))
                    .sorted()
                    .toList();
            List<String> alerts =
                    house.jdbc.sql("""
                            select concat_ws(' ', rule, group_values, status, severity, since, timer_from, last_seen,
                              judged_value, judged_end, flap_changes) from alert order by 1""").query((row, number) -> row.getString(1)).list();
            return new Standing(windows, steps, alerts);
        }

        private static String keyOf(JsonObject document) {
            return document.getString("rule") + " "
                    + document.getJsonObject("window").getString("end");
        }

        private static int revisionOf(JsonObject document) {
            return document.getJsonObject("window").getInt("revision");
        }
    }

    /** What people were told. */
    private record Telling(
            String kind, String rule, String group, String episode, Instant end, double value, String reason) {
        String alert() {
            return rule + " " + group;
        }

        String key() {
            return alert() + " " + episode + " " + kind + (kind.equals("FIRED") || kind.equals("RESOLVED") ? "" : end);
        }

        boolean begins() {
            return kind.equals("FIRED") || kind.equals("NO_DATA");
        }
    }

    private static List<Telling> heard() {
        return house.notices().stream()
                .map(notice -> new Telling(
                        notice.getString("kind"),
                        notice.getString("rule"),
                        notice.getJsonObject("group").toString(),
                        notice.getString("episodeId"),
                        Instant.parse(notice.getJsonObject("window").getString("end")),
                        notice.isNull("value")
                                ? 0
                                : notice.getJsonNumber("value").doubleValue(),
                        notice.getString("reason")))
                .toList();
    }

    /** Episodes that began and did not end, as people heard. */
    private static Set<String> standing(List<Telling> heard) {
        Set<String> open = new HashSet<>();
        for (Telling telling : heard) {
            if (telling.begins()) {
                open.add(telling.episode());
            } else if (telling.kind().equals("RESOLVED")) {
                open.remove(telling.episode());
            }
        }
        // Nobody hears that an alert expires.
        house.documents("transition").stream()
                .filter(step -> step.getString("transition").equals("EXPIRED"))
                .forEach(step -> open.remove(step.getString("episode")));
        return open;
    }

    private static Set<String> firing() {
        return new HashSet<>(house.jdbc
                .sql("select episode_id from alert where status in ('ALERTING', 'RECOVERING', 'NO_DATA')")
                .query(String.class)
                .list());
    }

    /** Times in which an alert fired, of which nobody heard at any time in it. */
    private static List<String> untold(List<Telling> inTime, List<Telling> heard) {
        Map<String, List<Instant[]>> told = spans(heard);
        List<String> untold = new ArrayList<>();
        spans(inTime)
                .forEach((alert, spans) -> spans.stream()
                        .filter(span -> told.getOrDefault(alert, List.of()).stream()
                                .noneMatch(other -> other[0].isBefore(span[1]) && span[0].isBefore(other[1])))
                        .forEach(span -> untold.add(alert + " " + span[0] + " to " + span[1])));
        return untold;
    }

    private static Map<String, List<Instant[]>> spans(List<Telling> heard) {
        Map<String, Instant[]> byEpisode = new LinkedHashMap<>();
        Map<String, List<Instant[]>> byAlert = new HashMap<>();
        heard.stream().sorted(Comparator.comparing(Telling::end)).forEach(telling -> {
            if (telling.begins()) {
                Instant[] span = {telling.end(), Instant.MAX};
                byEpisode.put(telling.episode(), span);
                byAlert.computeIfAbsent(telling.alert(), _ -> new ArrayList<>()).add(span);
            } else if (telling.kind().equals("RESOLVED") && byEpisode.containsKey(telling.episode())) {
                byEpisode.get(telling.episode())[1] = telling.end();
            }
        });
        return byAlert;
    }

    /** How many were told, by alert. */
    private static Map<String, Double> events(List<Telling> heard) {
        Map<String, Double> events = new TreeMap<>();
        heard.stream()
                .filter(telling ->
                        telling.kind().equals("EVENT") && telling.rule().equals("each"))
                .forEach(telling -> events.merge(telling.alert(), telling.value(), Double::sum));
        return events;
    }
}
