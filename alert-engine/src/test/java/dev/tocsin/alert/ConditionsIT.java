package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.Found;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each condition measures on a real Elasticsearch, with and without groups, against a reckoning of the same events
 * in Java that shares nothing with it.
 */
class ConditionsIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static ElasticLink link;

    @BeforeAll
    static void start() throws IOException {
        link = ElasticsearchForTests.link();
    }

    @AfterAll
    static void stop() {
        link.close();
    }

    /** An event as this test sees it; {@code null} is a field that it does not have. */
    private record Seen(
            Instant at,
            String level,
            @Nullable String host,
            @Nullable Integer status) {
        Event event() {
            return new Event(
                    at,
                    "\"log.level\":\"" + level + "\",\"message\":\"m\""
                            + (host == null ? "" : ",\"host.name\":\"" + host + "\"")
                            + (status == null ? "" : ",\"http.status\":" + status));
        }

        boolean isIn(Window window) {
            return !at.isBefore(window.start()) && at.isBefore(window.end());
        }
    }

    private static List<Seen> random(Random random) {
        List<Seen> events = new ArrayList<>();
        for (int days : List.of(0, 1, 7)) {
            int count = random.nextInt(400);
            for (int i = 0; i < count; i++) {
                // Around the windows' edges too, to the millisecond.
                long seconds = random.nextInt(-700, 700);
                Instant at = TEN.minus(Duration.ofDays(days))
                        .plusSeconds(random.nextInt(4) == 0 ? seconds / 300 * 300 : seconds)
                        .minusMillis(random.nextInt(2));
                events.add(new Seen(
                        at,
                        random.nextInt(3) == 0 ? "ERROR" : "INFO",
                        random.nextInt(6) == 0 ? null : "web-" + random.nextInt(4),
                        random.nextInt(5) == 0 ? null : random.nextInt(200, 600)));
            }
        }
        return events;
    }

    /** What a condition is to find of some events; each is given those of the window and those it compares with. */
    private record Reckoning(
            String condition,
            Function<List<Seen>, @Nullable Double> number,
            @Nullable Duration before) {
        static Reckoning of(String condition, Function<List<Seen>, @Nullable Double> number) {
            return new Reckoning(condition, number, null);
        }

        Found of(List<Seen> events, Window window) {
            List<Seen> now = events.stream().filter(seen -> seen.isIn(window)).toList();
            Found found = new Found(now.size(), number.apply(now));
            if (before == null) {
                return found;
            }
            Window earlier =
                    new Window(window.start().minus(before), window.end().minus(before));
            List<Seen> then = events.stream().filter(seen -> seen.isIn(earlier)).toList();
            return found.after(new Found(then.size(), number.apply(then)));
        }
    }

    private static @Nullable Double ofStatus(List<Seen> events, Function<List<Integer>, Double> function) {
        List<Integer> values = events.stream()
                .map(Seen::status)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        return values.isEmpty() ? null : function.apply(values);
    }

    private static double sum(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).sum();
    }

    private static double zeroIfNone(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static final String ABOVE = ", threshold: {above: 1}}";

    private static final List<Reckoning> RECKONINGS = List.of(
            Reckoning.of("{count: hits" + ABOVE, _ -> null),
            Reckoning.of("{absence: events}", _ -> null),
            Reckoning.of(
                    "{metric: avg, field: http.status" + ABOVE,
                    events -> ofStatus(events, values -> sum(values) / values.size())),
            Reckoning.of(
                    "{metric: sum, field: http.status" + ABOVE,
                    events -> zeroIfNone(ofStatus(events, ConditionsIT::sum))),
            Reckoning.of(
                    "{metric: min, field: http.status" + ABOVE,
                    events -> ofStatus(events, values -> (double) values.getFirst())),
            Reckoning.of(
                    "{metric: max, field: http.status" + ABOVE,
                    events -> ofStatus(events, values -> (double) values.getLast())),
            Reckoning.of(
                    "{metric: cardinality, field: http.status" + ABOVE,
                    events -> zeroIfNone(ofStatus(events, values ->
                            (double) values.stream().distinct().count()))),
            Reckoning.of("{ratio: {kql: 'log.level: ERROR'}" + ABOVE, events -> (double)
                    events.stream().filter(seen -> seen.level().equals("ERROR")).count()),
            new Reckoning("{change: hits" + ABOVE, _ -> null, WINDOW),
            new Reckoning("{change: hits, against: day" + ABOVE, _ -> null, Duration.ofDays(1)),
            new Reckoning(
                    "{change: max, field: http.status, against: week" + ABOVE,
                    events -> ofStatus(events, values -> (double) values.getLast()),
                    Duration.ofDays(7)));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsWhatIsThere(long seed) {
        // given
        Random random = new Random(seed);
        List<Seen> events = random(random);
        String index = index(events);
        List<Window> windows = List.of(
                new Window(TEN.minus(WINDOW), TEN),
                new Window(TEN, TEN.plus(WINDOW)),
                new Window(TEN.plusSeconds(60), TEN.plusSeconds(360)));
        Map<Ask, String> labels = new HashMap<>();
        Map<Ask, Map<GroupKey, Found>> expected = new HashMap<>();
        for (Reckoning reckoning : RECKONINGS) {
            for (boolean isGrouped : List.of(false, true)) {
                Rule rule = RulesForTests.over(
                        index,
                        "r",
                        "%scondition: %s\nwindow: 5m\nevery: 1m\nnoData: zero\n"
                                .formatted(isGrouped ? "groupBy: [host.name]\n" : "", reckoning.condition()));
                for (Window window : windows) {
                    Ask ask = new Ask(rule, window, false);
                    labels.put(ask, "seed %d, %s, %s, %s".formatted(seed, reckoning.condition(), isGrouped, window));
                    expected.put(ask, reckoned(reckoning, events, window, isGrouped));
                }
            }
        }

        // when
        Map<Ask, WindowAnswer> answers =
                new WindowQueries(link, InstantSource.system()).answer(List.copyOf(expected.keySet()));

        // then
        assertThat(answers.keySet()).isEqualTo(expected.keySet());
        answers.forEach((ask, answer) ->
                assertSame(labels.getOrDefault(ask, ""), found(answer), Objects.requireNonNull(expected.get(ask))));
    }

    private static String index(List<Seen> events) {
        String index =
                "logs-cond" + UUID.randomUUID().toString().substring(0, 8).toLowerCase(Locale.ROOT) + "-tocsin";
        EngineHouse.createIndex(link, index);
        EngineHouse.index(link, index, events.stream().map(Seen::event).toList());
        return index;
    }

    private static Map<GroupKey, Found> reckoned(
            Reckoning reckoning, List<Seen> events, Window window, boolean isGrouped) {
        if (!isGrouped) {
            return Map.of(GroupKey.ALL, reckoning.of(events, window));
        }
        Function<Seen, GroupKey> group = seen -> host(seen.host() == null ? GroupKey.NONE : seen.host());
        Map<GroupKey, Found> found = new HashMap<>();
        events.stream().map(group).distinct().forEach(key -> {
            Found ours = reckoning.of(
                    events.stream()
                            .filter(seen -> group.apply(seen).equals(key))
                            .toList(),
                    window);
            Found before = ours.before();
            if (ours.hits() > 0 || (before != null && before.hits() > 0)) {
                found.put(key, ours);
            }
        });
        return found;
    }

    private static GroupKey host(String name) {
        return new GroupKey(Map.of("host.name", name));
    }

    private static Map<GroupKey, Found> found(WindowAnswer answer) {
        return switch (answer) {
            case WindowAnswer.Counted(Found found) -> Map.of(GroupKey.ALL, found);
            case WindowAnswer.Grouped(Map<GroupKey, Found> groups, long _) -> groups;
            case WindowAnswer.NoData _, WindowAnswer.Undecided _ -> throw new AssertionError(answer);
        };
    }

    private static void assertSame(String label, Map<GroupKey, Found> actual, Map<GroupKey, Found> expected) {
        assertThat(actual.keySet()).as(label).isEqualTo(expected.keySet());
        actual.forEach((group, found) -> {
            assertSame(label + " " + group, found, Objects.requireNonNull(expected.get(group)));
        });
    }

    private static void assertSame(String label, Found actual, Found expected) {
        assertThat(actual.hits()).as(label).isEqualTo(expected.hits());
        if (expected.measured() == null) {
            assertThat(actual.measured()).as(label).isNull();
        } else {
            assertThat(actual.measured())
                    .as(label)
                    .isNotNull()
                    .isCloseTo(expected.measured(), within(1e-9 * Math.max(1, Math.abs(expected.measured()))));
        }
        Found before = expected.before();
        if (before == null) {
            assertThat(actual.before()).as(label).isNull();
        } else {
            assertSame(label + " before", Objects.requireNonNull(actual.before()), before);
        }
    }

    @Test
    void aPercentileLiesBetweenTheValuesAroundIt() {
        // given: 1 to 1,000
        List<Seen> events = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            events.add(new Seen(TEN.plusMillis(i), "INFO", "web-" + i % 2, i));
        }
        String index = index(events);
        Window window = new Window(TEN, TEN.plus(WINDOW));

        for (String percentile : List.of("p50", "p95", "p99.9")) {
            double share = Double.parseDouble(percentile.substring(1)) / 100;
            for (String groupBy : List.of("", "groupBy: [host.name]\n")) {
                Rule rule = RulesForTests.over(
                        index,
                        "r",
                        "%scondition: {metric: %s, field: http.status, threshold: {above: 1}}\nwindow: 5m\nevery: 1m\n"
                                .formatted(groupBy, percentile));
                Ask ask = new Ask(rule, window, false);

                WindowAnswer answer = Objects.requireNonNull(new WindowQueries(link, InstantSource.system())
                        .answer(List.of(ask))
                        .get(ask));

                // then: an estimate, within a percent of the values' range
                assertThat(found(answer).values().stream().map(Found::measured).collect(Collectors.toList()))
                        .allSatisfy(value -> assertThat(value)
                                .as("%s %s", percentile, groupBy)
                                .isCloseTo(share * 1_000, within(10.0)));
            }
        }
    }

    /** Many groups come in pages, each measured by itself. */
    @Test
    void measuresInPagesToo() {
        List<Seen> events = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            events.add(new Seen(TEN.plusMillis(i), i % 2 == 0 ? "ERROR" : "INFO", "web-" + i, i));
            if (i % 5 == 0) {
                events.add(new Seen(TEN.minusMillis(i + 1L), "INFO", "web-" + i, i));
            }
        }
        String index = index(events);
        Window window = new Window(TEN, TEN.plus(WINDOW));
        Map<String, Function<Integer, Found>> expected = Map.of(
                "{metric: max, field: http.status" + ABOVE, i -> new Found(1, (double) i),
                "{ratio: {lucene: 'log.level:ERROR'}" + ABOVE, i -> new Found(1, i % 2 == 0 ? 1.0 : 0.0),
                "{change: hits" + ABOVE, i -> Found.hits(1).after(Found.hits(i % 5 == 0 ? 1 : 0)));

        expected.forEach((condition, number) -> {
            Rule rule = RulesForTests.over(
                    index, "r", "groupBy: [host.name]\ncondition: %s\nwindow: 5m\nevery: 1m\n".formatted(condition));
            Ask ask = new Ask(rule, window, false);

            WindowAnswer answer = Objects.requireNonNull(new WindowQueries(link, InstantSource.system())
                    .answer(List.of(ask))
                    .get(ask));

            Map<GroupKey, Found> wanted = new HashMap<>();
            for (int i = 0; i < 2_500; i++) {
                wanted.put(host("web-" + i), number.apply(i));
            }
            assertThat(found(answer)).as(condition).isEqualTo(wanted);
            assertThat(answer)
                    .isInstanceOfSatisfying(
                            WindowAnswer.Grouped.class,
                            grouped -> assertThat(grouped.total()).isEqualTo(2_500));
        });
    }

    @Test
    void aFieldThatCannotBeMeasuredMakesTheWindowUndecided() {
        String index = index(List.of(new Seen(TEN, "INFO", "web-1", 1)));
        Rule rule = RulesForTests.over(
                index,
                "r",
                "condition: {metric: avg, field: host.name, threshold: {above: 1}}\nwindow: 5m\nevery: 1m\n");
        Ask ask = new Ask(rule, new Window(TEN, TEN.plus(WINDOW)), false);

        WindowAnswer answer = new WindowQueries(link, InstantSource.system())
                .answer(List.of(ask))
                .get(ask);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        WindowAnswer.Undecided.class,
                        undecided -> assertThat(undecided.reason()).contains("host.name"));
    }
}
