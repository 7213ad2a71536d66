package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.evaluate.Evaluator;
import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.evaluate.Verdict;
import dev.tocsin.alert.query.Ask;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are new or have changed, on a real Elasticsearch, against a reckoning of the same events in Java. */
class ComparedValuesIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MINUTES = 40;
    private static ElasticLink link;

    @BeforeAll
    static void start() throws IOException {
        link = ElasticsearchForTests.link();
    }

    @AfterAll
    static void stop() {
        link.close();
    }

    /** {@code null} is a field that the event does not have. */
    private record Seen(
            Instant at,
            @Nullable String host,
            @Nullable String service,
            @Nullable Integer status) {
        Event event() {
            return new Event(
                    at,
                    "\"message\":\"m\"" + (host == null ? "" : ",\"host.name\":\"" + host + "\"")
                            + (service == null ? "" : ",\"service.name\":\"" + service + "\"")
                            + (status == null ? "" : ",\"http.status\":" + status));
        }
    }

    private static String index(List<Seen> events) {
        String index = "logs-cmp" + UUID.randomUUID().toString().substring(0, 8).toLowerCase(Locale.ROOT) + "-tocsin";
        EngineHouse.createIndex(link, index);
        EngineHouse.index(link, index, events.stream().map(Seen::event).toList());
        return index;
    }

    private static Rule rule(String index, String rest) {
        return RulesForTests.over(index, "r", rest + "\nwindow: 1m\nevery: 1m\nnoData: zero\nmaxGroups: 1000\n");
    }

    private static Window minute(int number) {
        Instant start = TEN.plus(MINUTE.multipliedBy(number));
        return new Window(start, start.plus(MINUTE));
    }

    /** What is told of a window, each as its group and what is said of it. */
    private static Set<String> told(WindowQueries queries, Rule rule, Window window) {
        Ask ask = new Ask(rule, window, false);
        WindowAnswer answer =
                Objects.requireNonNull(queries.answer(List.of(ask)).get(ask));
        assertThat(answer).isInstanceOf(WindowAnswer.Grouped.class);
        return Evaluator.evaluate(rule, answer, Set.of(), Set.of()).verdicts().stream()
                .filter(judged -> judged.verdict() instanceof Verdict.Breach)
                .map(ComparedValuesIT::inWords)
                .collect(Collectors.toSet());
    }

    private static String inWords(GroupVerdict judged) {
        Verdict.Breach breach = (Verdict.Breach) judged.verdict();
        return String.join(" ", judged.group().values().values()) + " " + (long) breach.value() + " " + breach.basis();
    }

    private static List<Seen> random(Random random) {
        List<Seen> events = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            // All times differ, so that there is one order.
            Instant at = TEN.plusMillis(random.nextLong(60_000L * MINUTES) / 600 * 600 + i);
            events.add(new Seen(
                    at,
                    random.nextInt(12) == 0 ? null : "web-" + random.nextInt(3),
                    random.nextInt(12) == 0 ? null : "s" + random.nextInt(60),
                    random.nextInt(12) == 0 ? null : 200 + random.nextInt(4)));
        }
        return events;
    }

    private static boolean isIn(Seen seen, Instant from, Instant to) {
        return !seen.at().isBefore(from) && seen.at().isBefore(to);
    }

    private static String text(@Nullable Object value) {
        return value == null ? GroupKey.NONE : value.toString();
    }

    private static Set<String> newServices(
            List<Seen> events, Window window, boolean byHost, Duration within, Duration learn, String withinInWords) {
        Function<Seen, String> own = seen -> byHost ? text(seen.host()) : "";
        return events.stream()
                .filter(seen -> isIn(seen, window.start(), window.end()) && seen.service() != null)
                .filter(seen -> {
                    Predicate<Seen> isSame = other -> own.apply(other).equals(own.apply(seen));
                    boolean wasThere = events.stream()
                            .filter(isSame)
                            .anyMatch(other -> Objects.equals(other.service(), seen.service())
                                    && isIn(other, window.start().minus(within), window.start()));
                    Instant old = window.start().minus(learn);
                    boolean isOld = learn.isZero()
                            || events.stream()
                                    .filter(isSame)
                                    .anyMatch(other -> other.at().isBefore(old));
                    return !wasThere && isOld;
                })
                .map(seen -> {
                    long hits = events.stream()
                            .filter(other -> own.apply(other).equals(own.apply(seen))
                                    && Objects.equals(other.service(), seen.service())
                                    && isIn(other, window.start(), window.end()))
                            .count();
                    return (byHost ? text(seen.host()) + " " : "") + seen.service() + " " + hits + " not seen in "
                            + withinInWords + " before";
                })
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void tellsValuesThatWereNotThereBefore(long seed) {
        // given
        Random random = new Random(seed);
        List<Seen> events = random(random);
        String index = index(events);
        Duration learn = Duration.ofMinutes(random.nextInt(5));
        boolean byHost = seed % 2 == 0;
        Rule rule = rule(
                index,
                "%scondition: {newValue: service.name, within: 6m, learn: %dm}"
                        .formatted(byHost ? "groupBy: [host.name]\n" : "", learn.toMinutes())
                        .replace("learn: 0m", "learn: 0s"));
        WindowQueries goesOn = new WindowQueries(link, InstantSource.system());
        int found = 0;

        for (int minute = 0; minute < MINUTES; minute++) {
            Window window = minute(minute);

            // when: by who has seen all before, and by who has just been started
            Set<String> told = told(goesOn, rule, window);
            Set<String> afterRestart =
                    minute % 5 == 0 ? told(new WindowQueries(link, InstantSource.system()), rule, window) : told;

            // then
            Set<String> expected = newServices(events, window, byHost, Duration.ofMinutes(6), learn, "6m");
            assertThat(told)
                    .as("seed %d, minute %d, learn %s", seed, minute, learn)
                    .isEqualTo(expected);
            assertThat(afterRestart).as("seed %d, minute %d", seed, minute).isEqualTo(expected);
            found += expected.size();
        }
        assertThat(found).as("something to find").isPositive();
    }

    private static Set<String> changedStatus(List<Seen> events, Window window, boolean byHost, Duration within) {
        Function<Seen, String> key = seen -> byHost ? text(seen.host()) : "";
        List<Seen> inOrder = events.stream()
                .filter(seen -> seen.status() != null)
                .sorted(Comparator.comparing(Seen::at))
                .toList();
        return inOrder.stream()
                .filter(seen -> isIn(seen, window.start(), window.end()))
                .map(key)
                .distinct()
                .flatMap(of -> {
                    List<Seen> ours = inOrder.stream()
                            .filter(seen -> key.apply(seen).equals(of))
                            .toList();
                    List<Seen> here = ours.stream()
                            .filter(seen -> isIn(seen, window.start(), window.end()))
                            .toList();
                    List<Integer> values =
                            here.stream().map(Seen::status).distinct().toList();
                    Optional<Seen> before = ours.stream()
                            .filter(seen -> isIn(seen, window.start().minus(within), window.start()))
                            .reduce((_, second) -> second);
                    List<String> told = new ArrayList<>();
                    for (int i = 0; i < values.size(); i++) {
                        Integer value = values.get(i);
                        Integer earlier = i > 0
                                ? values.get(i - 1)
                                : before.map(Seen::status).orElse(value);
                        long hits = here.stream()
                                .filter(seen -> Objects.equals(seen.status(), value))
                                .count();
                        if (!Objects.equals(earlier, value)) {
                            told.add((byHost ? of + " " : "") + value + " " + hits + " it was " + earlier + " before");
                        }
                    }
                    return told.stream();
                })
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void tellsValuesThatDifferFromTheOneBefore(long seed) {
        Random random = new Random(seed);
        List<Seen> events = random(random);
        boolean byHost = seed % 2 == 0;
        Rule rule = rule(
                index(events),
                "%scondition: {valueChange: http.status, within: 3m}"
                        .formatted(byHost ? "groupBy: [host.name]\n" : ""));
        WindowQueries queries = new WindowQueries(link, InstantSource.system());
        int found = 0;

        for (int minute = 0; minute < MINUTES; minute++) {
            Set<String> expected = changedStatus(events, minute(minute), byHost, Duration.ofMinutes(3));

            assertThat(told(queries, rule, minute(minute)))
                    .as("seed %d, minute %d", seed, minute)
                    .isEqualTo(expected);
            found += expected.size();
        }
        assertThat(found).as("something to find").isPositive();
    }

    @Test
    void aCombinationIsNewWhereEachOfItsValuesIsNot() {
        List<Seen> events = List.of(
                new Seen(TEN, "web-1", "a", null),
                new Seen(TEN.plusMillis(1), "web-2", "b", null),
                new Seen(TEN.plusSeconds(61), "web-1", "a", null),
                new Seen(TEN.plusSeconds(62), "web-1", "b", null),
                new Seen(TEN.plusSeconds(63), "web-1", null, null));
        Rule rule = rule(index(events), "condition: {newValue: [host.name, service.name], within: 1h, learn: 0s}");

        assertThat(told(new WindowQueries(link, InstantSource.system()), rule, minute(1)))
                .containsExactly("web-1 b 1 not seen in 1h before");
    }

    /** Two that are one in their first 512 characters cannot be told apart, and two that are not can. */
    @Test
    void ofLongValuesTheBeginningIsCompared() {
        String beginning = "x".repeat(600);
        List<Seen> events = List.of(
                new Seen(TEN, "web-1", beginning + "a", 200),
                new Seen(TEN.plusSeconds(61), "web-1", beginning + "b", 500),
                new Seen(TEN.plusSeconds(121), "web-1", "y" + beginning, 500));
        String index = index(events);
        WindowQueries queries = new WindowQueries(link, InstantSource.system());

        assertThat(told(queries, rule(index, "condition: {newValue: service.name, learn: 0s}"), minute(1)))
                .isEmpty();
        assertThat(told(queries, rule(index, "condition: {valueChange: service.name}"), minute(1)))
                .isEmpty();
        assertThat(told(queries, rule(index, "condition: {valueChange: http.status}"), minute(1)))
                .containsExactly("500 1 it was 200 before");
        assertThat(told(queries, rule(index, "condition: {newValue: service.name, learn: 0s}"), minute(2)))
                .singleElement()
                .asString()
                .startsWith("yxxx");
        assertThat(told(queries, rule(index, "condition: {valueChange: service.name}"), minute(2)))
                .singleElement()
                .asString()
                .startsWith("yxxx");
    }

    /** It is not told each time that it comes, as if it were new. */
    @Test
    void whatCannotBeAskedForIsNotTold() {
        List<Seen> events = List.of(
                new Seen(TEN, "web-1", "a\\u0000b", null), new Seen(TEN.plusSeconds(61), "web-1", "a\\u0000b", null));
        String index = index(events);
        WindowQueries queries = new WindowQueries(link, InstantSource.system());

        assertThat(told(queries, rule(index, "condition: {newValue: service.name, learn: 0s}"), minute(1)))
                .isEmpty();
        assertThat(told(queries, rule(index, "condition: {valueChange: service.name}"), minute(1)))
                .isEmpty();
    }

    @Test
    void moreThanCanBeLookedUpIsUndecidedAndSaysSo() {
        List<Seen> events = new ArrayList<>();
        for (int i = 0; i < 5_001; i++) {
            events.add(new Seen(TEN.plusMillis(i), "web-1", "s" + i, null));
        }
        Ask ask = new Ask(rule(index(events), "condition: {newValue: service.name, learn: 0s}"), minute(0), false);

        WindowAnswer answer = new WindowQueries(link, InstantSource.system())
                .answer(List.of(ask))
                .get(ask);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        WindowAnswer.Undecided.class,
                        undecided -> assertThat(undecided.reason())
                                .startsWith("more than 5000 values of service.name in one window"));
    }

    /** Who was quiet for long has been learned all the same. */
    @Test
    void aQuietSpellIsNotLearnedAnew() {
        List<Seen> events = List.of(
                new Seen(TEN, "web-1", "a", null), new Seen(TEN.plusSeconds(30 * 60), "web-1", "mallory", null));
        Rule rule = rule(index(events), "condition: {newValue: service.name, within: 10m, learn: 5m}");

        assertThat(told(new WindowQueries(link, InstantSource.system()), rule, minute(30)))
                .containsExactly("mallory 1 not seen in 10m before");
    }

    @Test
    void nobodyIsToldOfAServiceThatIsBeingLearned() {
        List<Seen> events = new ArrayList<>();
        for (int minute = 0; minute < 10; minute++) {
            events.add(new Seen(TEN.plusSeconds(60L * minute), "web-1", "s" + minute, null));
        }
        Rule rule = rule(index(events), "condition: {newValue: service.name, within: 1d, learn: 5m}");
        WindowQueries queries = new WindowQueries(link, InstantSource.system());

        List<Integer> told = new ArrayList<>();
        for (int minute = 0; minute < 10; minute++) {
            if (!told(queries, rule, minute(minute)).isEmpty()) {
                told.add(minute);
            }
        }

        assertThat(told).containsExactly(6, 7, 8, 9);
    }
}
