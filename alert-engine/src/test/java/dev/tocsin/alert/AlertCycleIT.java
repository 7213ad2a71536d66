package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.api.AlertViews;
import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Judgement;
import dev.tocsin.alert.store.PostgresViews;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole cycle on a real PostgreSQL and a real Elasticsearch, under a clock that the test moves. */
class AlertCycleIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static EngineHouse house;
    private static ElasticLink link;
    private static FaultyElasticsearch faulty;
    private static ElasticLink faultyLink;
    private String stream = "";

    @BeforeAll
    static void start() throws IOException {
        house = new EngineHouse();
        link = ElasticsearchForTests.link();
        faulty = new FaultyElasticsearch(ElasticsearchForTests.settings().urls().getFirst());
        faultyLink = ElasticLink.open(ElasticSettings.of(faulty.url()));
    }

    @AfterAll
    static void stop() {
        faultyLink.close();
        faulty.close();
        link.close();
        house.close();
    }

    @BeforeEach
    void fresh() {
        house.empty();
        house.settings = new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ZERO);
        faulty.healthy();
        stream = "logs-it" + UUID.randomUUID().toString().substring(0, 8).toLowerCase(Locale.ROOT) + "-tocsin";
        EngineHouse.createIndex(link, stream);
        // Something is always there, so that no window is without data.
        List<Event> background = new ArrayList<>();
        for (int minute = -5; minute < 65; minute++) {
            background.add(Event.of(TEN.plusSeconds(60L * minute + 30), "DEBUG"));
        }
        EngineHouse.index(link, stream, background);
        house.time.set(TEN);
    }

    private Rule rule(String name, String rest) {
        return RulesForTests.parse("""
                rule: %s
                query: {streams: [%s], lucene: 'log.level:ERROR'}
                delay: 15s
                every: 1m
                %s%s""".formatted(name, stream, rest.contains("window:") ? "" : "window: 1m\n", rest));
    }

    private Rule above(String name, int threshold) {
        return rule(name, "condition: {count: hits, threshold: {above: %d}}\n".formatted(threshold));
    }

    private void errors(Instant from, int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(Event.of(from.plusMillis(i), "ERROR"));
        }
        EngineHouse.index(link, stream, events);
    }

    /** Looks at a time of the test's day and every minute before it since the last look. */
    private static void lookUntil(AlertCycle cycle, Instant until) {
        while (house.time.instant().isBefore(until)) {
            Instant next = house.time.instant().plus(MINUTE);
            house.time.set(next.isAfter(until) ? until : next);
            cycle.run();
        }
    }

    @Test
    void anEventIsInOneWindowAlsoAtTheBoundary() {
        Rule rule = above("r", 0);
        EngineHouse.index(
                link,
                stream,
                List.of(
                        Event.of(TEN, "ERROR"),
                        Event.of(TEN.plusSeconds(60).minusMillis(1), "ERROR"),
                        Event.of(TEN.plusSeconds(60), "ERROR")));
        house.time.set(TEN.plusSeconds(15));
        AlertCycle cycle = house.engine(link, List.of(rule));
        cycle.run();

        lookUntil(cycle, TEN.plusSeconds(200));

        assertThat(house.windows())
                .containsExactly(
                        "r 2026-11-23T10:00:00Z counted 0",
                        "r 2026-11-23T10:01:00Z counted 2",
                        "r 2026-11-23T10:02:00Z counted 1",
                        "r 2026-11-23T10:03:00Z counted 0");
        assertThat(house.transitions())
                .containsExactly("2026-11-23T10:01:00Z r FIRED 2", "2026-11-23T10:03:00Z r RESOLVED 0");
    }

    @Test
    void aPageSaysEverythingAboutIt() {
        Rule rule = RulesForTests.parse("""
                rule: checkout
                title: Checkout fails
                labels: {team: shop}
                annotations: {summary: "{{value}} errors on {{group.service.name}}"}
                query: {streams: [%s], kql: 'log.level: ERROR'}
                groupBy: [service.name]
                condition: {count: hits, threshold: {warning: {above: 1}, critical: {above: 100}}}
                window: 5m
                every: 1m
                delay: 15s
                """.formatted(stream));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.add(new Event(
                    TEN.plusSeconds(i),
                    "\"log.level\":\"ERROR\",\"service.name\":\"api\",\"message\":\"boom %d\"".formatted(i)));
        }
        EngineHouse.index(link, stream, events);
        house.time.set(TEN.plusSeconds(75));

        house.engine(link, List.of(rule)).run();

        assertThat(house.notices()).hasSize(1);
        JsonObject notice = house.notices().getFirst();
        assertThat(notice.getString("kind")).isEqualTo("FIRED");
        assertThat(notice.getString("title")).isEqualTo("Checkout fails");
        assertThat(notice.getJsonObject("annotations").getString("summary")).isEqualTo("5 errors on api");
        assertThat(notice.getString("severity")).isEqualTo("WARNING");
        assertThat(notice.getString("condition")).isEqualTo("hits above 1 (warning), above 100 (critical)");
        assertThat(notice.getString("reason")).isEqualTo("5 is above 1");
        assertThat(notice.getInt("lateBySeconds")).isZero();
        assertThat(notice.getJsonArray("samples").getValuesAs(JsonObject.class))
                .extracting(sample -> sample.getString("message"))
                .containsExactly("boom 4", "boom 3", "boom 2");
        assertThat(notice.getJsonArray("samples").getJsonObject(0).getString("service"))
                .isEqualTo("api");
        assertThat(notice.getJsonArray("samples").getJsonObject(0).getString("level"))
                .isEqualTo("ERROR");
    }

    @Test
    void anOlderDatabaseDecidesTheSameAgainAndTellsItAgain() {
        // given
        Rule rule = above("r", 0);
        AlertCycle before = house.engine(link, List.of(rule));
        errors(TEN.plusSeconds(90), 2);
        house.time.set(TEN.plusSeconds(75));
        before.run();
        house.backUp();
        errors(TEN.plusSeconds(270), 1);
        lookUntil(before, TEN.plusSeconds(315));
        List<String> windows = house.windows();
        List<String> transitions = house.transitions();
        List<String> history = house.historyIds();
        List<String> told = house.intentIds();
        assertThat(transitions)
                .containsExactly(
                        "2026-11-23T10:02:00Z r FIRED 2",
                        "2026-11-23T10:03:00Z r RESOLVED 0",
                        "2026-11-23T10:05:00Z r FIRED 1");

        // when
        house.restore();
        assertThat(house.intentIds()).isEmpty();
        house.engine(link, List.of(rule)).run();

        // then: decided as before, under the ids of before, so that the history is not doubled
        assertThat(house.windows()).isEqualTo(windows);
        assertThat(house.transitions()).isEqualTo(transitions);
        assertThat(house.historyIds()).isEqualTo(history);
        // and what had been told lies in the outbox once more: it is told again
        assertThat(house.intentIds()).isEqualTo(told);
        assertThat(house.notices().getLast().getInt("lateBySeconds")).isZero();
    }

    @Test
    void windowsMayOverlap() {
        Rule rule = rule("r", "window: 3m\ncondition: {count: hits, threshold: {above: 2}}\n");
        errors(TEN.plusSeconds(30), 3);
        AlertCycle cycle = house.engine(link, List.of(rule));
        cycle.run();

        lookUntil(cycle, TEN.plusSeconds(300));

        assertThat(house.transitions())
                .containsExactly("2026-11-23T10:01:00Z r FIRED 3", "2026-11-23T10:04:00Z r RESOLVED 0");
    }

    @Test
    void groupsAreFoundOverSeveralPages() {
        Rule rule = rule(
                "r",
                "groupBy: [host.name, http.status]\nmaxGroups: 5000\ncondition: {count: hits, threshold: {above: 1}}\n");
        List<Event> events = new ArrayList<>();
        for (int host = 0; host < 2500; host++) {
            for (int i = 0; i < (host % 500 == 0 ? 2 : 1); i++) {
                events.add(new Event(
                        TEN.plusMillis(host),
                        "\"log.level\":\"ERROR\",\"host.name\":\"h%04d\",\"http.status\":500".formatted(host)));
            }
        }
        events.add(new Event(TEN, "\"log.level\":\"ERROR\",\"http.status\":[500,503]"));
        events.add(new Event(TEN, "\"log.level\":\"ERROR\",\"http.status\":500"));
        EngineHouse.index(link, stream, events);
        house.time.set(TEN.plusSeconds(75));

        house.engine(link, List.of(rule)).run();

        assertThat(house.transitions())
                .containsExactly(
                        "2026-11-23T10:01:00Z r FIRED host.name=(none);http.status=500; 2",
                        "2026-11-23T10:01:00Z r FIRED host.name=h0000;http.status=500; 2",
                        "2026-11-23T10:01:00Z r FIRED host.name=h0500;http.status=500; 2",
                        "2026-11-23T10:01:00Z r FIRED host.name=h1000;http.status=500; 2",
                        "2026-11-23T10:01:00Z r FIRED host.name=h1500;http.status=500; 2",
                        "2026-11-23T10:01:00Z r FIRED host.name=h2000;http.status=500; 2");
        JsonObject window = house.documents("window").getFirst();
        assertThat(window.getInt("groups")).isEqualTo(2502);
        assertThat(window.getInt("hits")).isEqualTo(2507);
        assertThat(window.getInt("groups_cut")).isZero();
    }

    @Test
    void moreGroupsThanCanBeReadAreRefusedAndThatIsSaid() {
        Rule many = rule("many", "groupBy: [host.name]\nnoData: ok\ncondition: {count: hits, threshold: {above: 1}}\n");
        List<Event> events = new ArrayList<>();
        for (int host = 0; host < 2000; host++) {
            events.add(
                    new Event(TEN.plusMillis(host), "\"log.level\":\"ERROR\",\"host.name\":\"h%04d\"".formatted(host)));
        }
        EngineHouse.index(link, stream, events);
        EngineHouse.index(
                link,
                stream,
                List.of(new Event(TEN.plusSeconds(1), "\"log.level\":\"ERROR\",\"host.name\":\"one-more\"")));
        house.time.set(TEN.plusSeconds(75));
        house.mostGroups = 2000;
        try {
            house.engine(link, List.of(many, above("good", 0))).run();
            assertThat(house.failure("many"))
                    .isEqualTo(
                            "more than 2000 groups of host.name in one window: group by something with fewer values");
            assertThat(house.cursor("many")).isEqualTo(TEN);
            assertThat(house.failure("good")).isNull();

            house.mostGroups = 2001;
            house.time.pass(MINUTE);
            house.engine(link, List.of(many)).run();
            assertThat(house.failure("many")).isNull();
        } finally {
            house.mostGroups = 50_000;
        }
    }

    private WindowAnswer answerTo(String rule, Map<Ask, WindowAnswer> answers) {
        return answers.entrySet().stream()
                .filter(entry -> entry.getKey().rule().name().equals(rule))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    /** A rule whose searches are told apart by their name. */
    private Rule marked(String name) {
        return RulesForTests.parse("""
                rule: %s
                query: {streams: [%s], lucene: 'log.level:ERROR AND NOT message:%s'}
                condition: {count: hits, threshold: {above: 0}}
                window: 1m
                every: 1m
                delay: 15s
                noData: ok
                """.formatted(name, stream, name));
    }

    private Map<Ask, WindowAnswer> askEachAlone(String... names) {
        faulty.fallSilentFor(body -> body.contains("message:lost"));
        faulty.searches.set(0);
        return new WindowQueries(faultyLink, house.time)
                .answer(Stream.of(names)
                        .map(name -> new Ask(marked(name), new Window(TEN.minus(MINUTE), TEN), true))
                        .toList());
    }

    @Test
    void aSearchWithoutAnAnswerIsItsOwn() {
        Map<Ask, WindowAnswer> answers = askEachAlone("lost-1", "good-1", "lost-2", "good-2");

        assertThat(answerTo("lost-1", answers)).isInstanceOf(WindowAnswer.Undecided.class);
        assertThat(answerTo("lost-2", answers)).isInstanceOf(WindowAnswer.Undecided.class);
        assertThat(answerTo("good-1", answers)).isEqualTo(new WindowAnswer.Counted(0));
        assertThat(answerTo("good-2", answers)).isEqualTo(new WindowAnswer.Counted(0));
    }

    @Test
    void twoSearchesInARowWithoutAnAnswerEndTheRound() {
        Map<Ask, WindowAnswer> answers = askEachAlone("good-1", "lost-1", "lost-2", "good-2", "good-3");

        assertThat(answerTo("good-1", answers)).isEqualTo(new WindowAnswer.Counted(0));
        assertThat(answerTo("good-2", answers))
                .isInstanceOfSatisfying(
                        WindowAnswer.Undecided.class,
                        undecided -> assertThat(undecided.reason()).startsWith("Elasticsearch does not answer"));
        assertThat(answerTo("good-3", answers)).isInstanceOf(WindowAnswer.Undecided.class);
        assertThat(faulty.searches).as("searches that were sent").hasValue(3);
    }

    @Test
    void searchesThatNeverGetAnAnswerSilenceNoOtherRule() {
        faulty.fallSilentFor(body -> body.contains("message:lost"));
        List<Rule> rules = Stream.of("lost-0", "lost-1", "lost-2", "lost-3", "good-1", "good-2")
                .map(this::marked)
                .toList();
        AlertCycle cycle = house.engine(faultyLink, rules);
        house.time.set(TEN.plusSeconds(15));
        cycle.run();
        assertThat(house.failure("lost-0")).isNotNull();

        lookUntil(cycle, TEN.plusSeconds(15 + 20 * 60));

        for (String lost : List.of("lost-0", "lost-1", "lost-2", "lost-3")) {
            assertThat(house.failure(lost)).isNotNull();
        }
        for (String good : List.of("good-1", "good-2")) {
            assertThat(house.failure(good)).isNull();
            assertThat(house.cursor(good)).isEqualTo(TEN.plusSeconds(20 * 60));
        }
    }

    @Test
    void theRowOfAnAlertHoldsWhatTheLastWindowSaid() {
        PostgresViews views = new PostgresViews(house.jdbc);
        Rule rule = rule("r", "keepFiringFor: 5m\ncondition: {count: hits, threshold: {above: 2}}\n");
        errors(TEN.plusSeconds(10), 5);
        errors(TEN.plusSeconds(70), 7);
        errors(TEN.plusSeconds(130), 1);
        house.time.set(TEN.plusSeconds(15));
        AlertCycle cycle = house.engine(link, List.of(rule));
        cycle.run();

        List<String> seen = new ArrayList<>();
        for (int minute = 1; minute <= 3; minute++) {
            lookUntil(cycle, TEN.plusSeconds(60L * minute + 15));
            for (AlertViews.Alert alert : views.alerts(EnumSet.allOf(AlertStatus.class), 10)) {
                Judgement judged = Objects.requireNonNull(alert.judged());
                seen.add(alert.state().inWords() + " " + judged.value() + " of " + judged.threshold() + " until "
                        + judged.window().end());
            }
        }

        assertThat(seen)
                .containsExactly(
                        "firing 5.0 of 2.0 until 2026-11-23T10:01:00Z",
                        "firing 7.0 of 2.0 until 2026-11-23T10:02:00Z",
                        "recovering 1.0 of 2.0 until 2026-11-23T10:03:00Z");
    }

    @Test
    void aRuleWhoseStreamIsMissingIsFailingAndHarmsNoOther() {
        String later = stream + ".later";
        Rule missing = RulesForTests.over(
                later.replace("-tocsin.later", ".later-tocsin*"),
                "missing",
                "condition: {count: hits, threshold: {below: 1}}\nwindow: 1m\nevery: 1m\n");
        Rule concrete = RulesForTests.over("logs-never-tocsin", "concrete", "condition: each\nwindow: 1m\nevery: 1m\n");
        AlertCycle cycle = house.engine(link, List.of(missing, concrete, above("good", 0)));
        cycle.run();
        errors(TEN.plusSeconds(10), 1);

        lookUntil(cycle, TEN.plusSeconds(180));

        assertThat(house.failure("missing")).startsWith("there is no such stream: nothing of it has arrived yet");
        assertThat(house.failure("concrete")).contains("index_not_found_exception");
        assertThat(house.cursor("missing")).isEqualTo(TEN.minusSeconds(60));
        assertThat(house.transitions())
                .as("nothing below 1 where nothing is known")
                .containsExactly("2026-11-23T10:01:00Z good FIRED 1", "2026-11-23T10:02:00Z good RESOLVED 0");

        EngineHouse.createIndex(link, later.replace("-tocsin.later", ".later-tocsin"));
        EngineHouse.index(
                link, later.replace("-tocsin.later", ".later-tocsin"), List.of(Event.of(TEN.plusSeconds(70), "INFO")));
        lookUntil(cycle, TEN.plusSeconds(240));

        assertThat(house.failure("missing")).isNull();
        assertThat(house.windows())
                .filteredOn(window -> window.startsWith("missing"))
                .containsExactly(
                        "missing 2026-11-23T10:00:00Z counted 0",
                        "missing 2026-11-23T10:01:00Z counted 0",
                        "missing 2026-11-23T10:02:00Z counted 1",
                        "missing 2026-11-23T10:03:00Z counted 0",
                        "missing 2026-11-23T10:04:00Z counted 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dsl: {nonsense: {a: 1}}",
                "lucene: 'log.level:(ERROR'",
                "dsl: {range: {'@timestamp': {gte: tomorrow}}}"
            })
    void aQueryThatElasticsearchRefusesHarmsNoOther(String query) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rules.add(above("good-" + i, 0));
        }
        rules.add(2, RulesForTests.parse("""
                rule: bad
                query: {streams: [%s], %s}
                condition: {count: hits, threshold: {above: 0}}
                window: 1m
                every: 1m
                """.formatted(stream, query)));
        errors(TEN.minusSeconds(30), 1);
        house.time.set(TEN.plusSeconds(20));

        house.engine(link, rules).run();

        assertThat(house.transitions()).hasSize(5).allMatch(text -> text.contains(" good-"));
        assertThat(house.failure("bad")).isNotNull();
        assertThat(house.failure("good-0")).isNull();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("503", () -> faulty.answerWith(503)),
                fault("429", () -> faulty.answerWith(429)),
                fault("401", () -> faulty.answerWith(401)),
                fault("silence", () -> faulty.fallSilent()),
                spoilt("a failed shard", body -> body.replaceAll("\"failed\":0", "\"failed\":1")),
                spoilt("no shard", body -> body.replaceAll("\"total\":2,", "\"total\":0,")),
                spoilt("timed out", body -> body.replace("\"timed_out\":false", "\"timed_out\":true")),
                spoilt("an inexact number", body -> body.replace("\"relation\":\"eq\"", "\"relation\":\"gte\"")),
                spoilt("no number", body -> body.replace("\"total\":{", "\"totals\":{")),
                spoilt("no shards", body -> body.replace("_shards", "_shard")),
                spoilt("half an answer", body -> body.substring(0, body.length() / 2)),
                spoilt("nothing", body -> ""),
                spoilt("a list", body -> "[]"),
                spoilt("no JSON", body -> "<html>busy</html>"),
                spoilt("too few answers", body -> "{\"took\":1,\"responses\":[]}"),
                spoilt("an answer that is none", body -> "{\"took\":1,\"responses\":[1]}"));
    }

    private static Arguments fault(String name, Runnable fault) {
        return Arguments.of(name, fault);
    }

    private static Arguments spoilt(String name, UnaryOperator<String> change) {
        return fault(name, () -> faulty.spoilWith(change));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whatIsNotUnderstoodIsNeitherCalmNorAnAlarm(String name, Runnable fault) {
        Rule errors = above("errors", 2);
        Rule silence = rule("silence", "condition: {count: hits, threshold: {below: 1}}\n");
        errors(TEN.minusSeconds(30), 3);
        errors(TEN.plusSeconds(30), 3);
        errors(TEN.plusSeconds(90), 1);
        AlertCycle cycle = house.engine(faultyLink, List.of(errors, silence));
        house.time.set(TEN.plusSeconds(15));
        cycle.run();
        List<String> before = house.transitions();
        assertThat(before).containsExactly("2026-11-23T10:00:00Z errors FIRED 3");

        fault.run();
        lookUntil(cycle, TEN.plusSeconds(15 + 240));

        assertThat(house.transitions()).as(name).isEqualTo(before);
        assertThat(house.cursor("errors")).isEqualTo(TEN);
        assertThat(house.failure("errors")).as(name).isNotNull();
        assertThat(house.failure("silence")).as(name).isNotNull();

        faulty.healthy();
        lookUntil(cycle, TEN.plusSeconds(15 + 300));

        assertThat(house.failure("errors")).isNull();
        assertThat(house.windows())
                .filteredOn(window -> window.startsWith("errors"))
                .containsExactly(
                        "errors 2026-11-23T10:00:00Z counted 3",
                        "errors 2026-11-23T10:01:00Z counted 3",
                        "errors 2026-11-23T10:02:00Z counted 1",
                        "errors 2026-11-23T10:03:00Z counted 0",
                        "errors 2026-11-23T10:04:00Z counted 0",
                        "errors 2026-11-23T10:05:00Z counted 0");
        assertThat(house.transitions())
                .containsExactly(
                        "2026-11-23T10:00:00Z errors FIRED 3",
                        "2026-11-23T10:02:00Z errors RESOLVED 1",
                        "2026-11-23T10:03:00Z silence FIRED 0");
    }

    /** An engine that believes Elasticsearch and has done the window that ends at ten. */
    private static AlertCycle settledAtTen(Rule... rules) {
        house.settings = new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ofSeconds(40));
        AlertCycle cycle = house.engine(faultyLink, List.of(rules));
        house.time.set(TEN.minusSeconds(60));
        cycle.run();
        lookUntil(cycle, TEN.plusSeconds(15));
        for (Rule rule : rules) {
            assertThat(house.cursor(rule.name())).isEqualTo(TEN);
        }
        return cycle;
    }

    @Test
    void afterAnOutageRulesAreAskedTogether() {
        AlertCycle cycle = settledAtTen(marked("one"), marked("two"), marked("three"));
        faulty.answerWith(503);
        lookUntil(cycle, TEN.plusSeconds(15 + 240));
        assertThat(List.of("one", "two", "three"))
                .allSatisfy(name -> assertThat(house.failure(name)).isNotNull());
        faulty.healthy();
        house.time.set(TEN.plusSeconds(256));
        cycle.run();

        // when: it has settled
        faulty.searches.set(0);
        house.time.set(TEN.plusSeconds(296));
        cycle.run();

        // then
        assertThat(List.of("one", "two", "three"))
                .allSatisfy(name -> assertThat(house.cursor(name)).isEqualTo(TEN.plusSeconds(240)));
        assertThat(faulty.searches)
                .as("searches for twelve windows of three rules")
                .hasValue(1);
    }

    @Test
    void afterAnOutageThatNoRuleNoticedWindowsWaitForTheEventsThatItHeldUp() {
        AlertCycle cycle = settledAtTen(above("errors", 2));

        // when: nothing is due while Elasticsearch is away
        faulty.answerWith(503);
        house.time.set(TEN.plusSeconds(20));
        cycle.run();
        faulty.healthy();
        house.time.set(TEN.plusSeconds(40));
        assertThat(cycle.run()).contains(Duration.ofSeconds(40));
        house.time.set(TEN.plusSeconds(75));
        cycle.run();
        assertThat(house.cursor("errors")).as("due, and not decided yet").isEqualTo(TEN);
        errors(TEN.plusSeconds(30), 3);
        house.time.set(TEN.plusSeconds(80));
        cycle.run();

        // then
        assertThat(house.transitions()).containsExactly("2026-11-23T10:01:00Z errors FIRED 3");
    }

    @Test
    void whatIsBackInTheMomentInWhichItSeemsAwayIsNotBelieved() {
        house.settings = new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ofSeconds(40));
        house.time.set(TEN.plusSeconds(15));
        AlertCycle cycle = house.engine(link, List.of(above("errors", 2)), step -> {}, () -> {}, () -> false);

        cycle.run();

        assertThat(house.windows()).isEmpty();
        assertThat(house.failure("errors")).isEqualTo(Decider.SETTLING);
    }

    @Test
    void afterAnOutageRulesThatFailedAreDecidedAsSoonAsElasticsearchIsBelieved() {
        AlertCycle cycle = settledAtTen(above("errors", 2));
        faulty.answerWith(503);
        lookUntil(cycle, TEN.plusSeconds(15 + 240));
        assertThat(house.failure("errors")).isNotNull();

        // when
        faulty.healthy();
        house.time.set(TEN.plusSeconds(256));
        cycle.run();
        assertThat(house.cursor("errors")).isEqualTo(TEN);
        errors(TEN.plusSeconds(30), 3);
        house.time.set(TEN.plusSeconds(296));
        cycle.run();

        // then
        assertThat(house.failure("errors")).isNull();
        assertThat(house.cursor("errors")).isEqualTo(TEN.plusSeconds(240));
        assertThat(house.windows()).contains("errors 2026-11-23T10:01:00Z counted 3");
    }

    @Test
    void aRuleThatFailedByItselfWaitsByItself() {
        AlertCycle cycle = settledAtTen(above("errors", 2));
        faulty.spoilWith(body -> "<html>busy</html>");
        lookUntil(cycle, TEN.plusSeconds(15 + 120));
        faulty.healthy();

        // when: its searches are answered again, and the events arrive only after that
        house.time.set(TEN.plusSeconds(15 + 180));
        cycle.run();
        assertThat(house.cursor("errors")).isEqualTo(TEN);
        assertThat(house.failure("errors")).isEqualTo(Decider.SETTLING_ALONE);
        errors(TEN.plusSeconds(30), 3);
        house.time.set(TEN.plusSeconds(15 + 180 + 41));
        cycle.run();

        // then
        assertThat(house.failure("errors")).isNull();
        assertThat(house.windows()).contains("errors 2026-11-23T10:01:00Z counted 3");
        assertThat(house.transitions()).contains("2026-11-23T10:01:00Z errors FIRED 3");
    }

    @Test
    void aRuleThatCatchesUpDoesNotHoldUpOthers() {
        // given: two rules, of which one has half an hour to catch up, five windows at a time
        house.settings = new CycleSettings(Duration.ofHours(24), 5, Duration.ofMinutes(2), Duration.ZERO);
        Rule behind = above("behind", 2);
        Rule current = above("current", 2);
        house.time.set(TEN.plusSeconds(15));
        house.engine(link, List.of(behind, current)).run();
        house.time.set(TEN.plusSeconds(60 * 30 + 15));
        house.engine(link, List.of(current)).run();
        house.time.pass(EngineHouse.LEASE.multipliedBy(2));

        // when: a window of the other becomes due meanwhile
        AtomicBoolean isFirst = new AtomicBoolean(true);
        AlertCycle cycle = house.engine(link, List.of(behind, current), step -> {
            if (step == CycleStep.COMMITTED && isFirst.getAndSet(false)) {
                house.time.set(TEN.plusSeconds(60 * 31 + 15));
            }
        });
        while (cycle.run().filter(Duration::isZero).isPresent()) {
            assertThat(isFirst).isFalse();
        }

        // then
        List<String> decided = house.documents("window").stream()
                .map(window -> window.getString("rule") + " " + window.getString("@timestamp"))
                .toList();
        assertThat(decided).hasSize(2 * 32).doesNotHaveDuplicates();
        assertThat(decided.indexOf("current 2026-11-23T10:31:00Z"))
                .isPositive()
                .isLessThan(decided.indexOf("behind 2026-11-23T10:11:00Z"));
    }

    @Test
    void whoIsAskedAloneDoesNotWaitUntilNobodyCatchesUp() {
        // given: a rule that fails by itself until its stream is there, and one with so much to catch up that a round
        // has
        // room for one of its windows
        String absent = stream.replace("logs-it", "logs-later");
        Rule alone = RulesForTests.over(
                absent,
                "alone",
                "condition: {count: hits, threshold: {above: 0}}\nwindow: 1m\nevery: 1m\ndelay: 15s\nnoData: ok\n");
        Rule behind =
                rule("behind", "groupBy: [host.name]\nnoData: ok\ncondition: {count: hits, threshold: {above: 9}}\n");
        List<Event> events = new ArrayList<>();
        for (int minute = 0; minute < 10; minute++) {
            events.add(new Event(TEN.plusSeconds(60L * minute), "\"log.level\":\"ERROR\",\"host.name\":\"h\""));
        }
        EngineHouse.index(link, stream, events);
        house.time.set(TEN.plusSeconds(15));
        house.engine(link, List.of(alone, behind)).run();
        assertThat(house.failure("alone")).isNotNull();
        EngineHouse.createIndex(link, absent);
        house.settings = new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ZERO, 1);
        house.time.set(TEN.plusSeconds(60 * 10 + 15));

        // when
        house.engine(link, List.of(alone, behind)).run();

        // then
        List<String> decided = house.documents("window").stream()
                .filter(window -> !window.getString("answer").equals("undecided"))
                .map(window -> window.getString("rule") + " " + window.getString("@timestamp"))
                .toList();
        assertThat(decided).hasSize(11 + 11).doesNotHaveDuplicates();
        assertThat(decided.indexOf("alone 2026-11-23T10:00:00Z"))
                .isPositive()
                .isLessThan(decided.indexOf("behind 2026-11-23T10:03:00Z"));
    }

    @Test
    void aLongStoryIsToldInPartsAndWhollyTold() {
        // given: four episodes while nobody looked, and memory for no more than a window
        Rule rule = above("r", 2);
        house.time.set(TEN.plusSeconds(15));
        house.engine(link, List.of(rule)).run();
        for (int minute : List.of(3, 6, 9, 12)) {
            errors(TEN.plusSeconds(60L * minute + 1), 3);
        }
        house.settings = new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ZERO, 1);
        house.time.set(TEN.plusSeconds(60 * 20 + 15));

        // when
        List<Integer> told = new ArrayList<>();
        AtomicInteger rounds = new AtomicInteger();
        house.engine(link, List.of(rule), step -> {
                    if (step == CycleStep.COMMITTED) {
                        told.add(house.notices().size());
                    }
                    rounds.addAndGet(step == CycleStep.ANSWERED ? 1 : 0);
                })
                .run();

        // then
        assertThat(rounds).as("what was answered is not asked again").hasValue(1);
        assertThat(told).as("a slice for each window").hasSize(20).contains(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(house.windows()).hasSize(21).doesNotHaveDuplicates();
        assertThat(house.pages())
                .containsExactlyElementsOf(
                        Stream.generate(() -> List.of("FIRED r 3 is above 2", "RESOLVED r back to 0"))
                                .limit(4)
                                .flatMap(List::stream)
                                .toList());
    }

    @Test
    void aRoundIsBoundedHoweverMuchThereIsToCatchUp() {
        // given: three rules that were away for 2,000 windows each, and would take them all at once
        house.settings = new CycleSettings(Duration.ofHours(24), 2_000, Duration.ofMinutes(2), Duration.ZERO);
        List<Rule> rules = Stream.of("one", "two", "three")
                .map(name -> RulesForTests.parse("""
                        rule: %s
                        query: {streams: [%s], lucene: 'log.level:ERROR'}
                        condition: {count: hits, threshold: {above: 0}}
                        window: 10s
                        every: 10s
                        delay: 15s
                        noData: ok
                        """.formatted(name, stream)))
                .toList();
        house.time.set(TEN.plusSeconds(15));
        house.engine(link, rules).run();
        long before = decidedWindows();
        house.time.set(TEN.plusSeconds(15 + 2_000 * 10));

        // when
        List<Long> rounds = new ArrayList<>();
        AlertCycle cycle = house.engine(link, rules, step -> {
            if (step == CycleStep.COMMITTED) {
                rounds.add(decidedWindows()
                        - before
                        - rounds.stream().mapToLong(n -> n).sum());
            }
        });
        cycle.run();

        // then
        assertThat(rounds).containsExactly(4_000L, 2_000L);
    }

    private static long decidedWindows() {
        return house.jdbc
                .sql("select count(*) from history_queue where kind = 'window'")
                .query(Long.class)
                .single();
    }

    @Test
    void afterAPauseAnEpisodeThatIsOverIsToldAsOneAndOneThatGoesOnAsLate() {
        house.settings = new CycleSettings(Duration.ofHours(24), 7, Duration.ofMinutes(2), Duration.ZERO);
        Rule over = above("over", 2);
        Rule open = rule("open", "condition: {count: hits, threshold: {warning: {above: 0}, critical: {above: 2}}}\n");
        AlertCycle before = house.engine(link, List.of(over, open));
        house.time.set(TEN.plusSeconds(15));
        before.run();
        errors(TEN.plusSeconds(60 * 5 + 1), 3);
        for (int minute = 10; minute <= 30; minute++) {
            errors(TEN.plusSeconds(60L * minute + 1), 1);
        }

        house.time.set(TEN.plusSeconds(60 * 30 + 15));
        house.engine(link, List.of(over, open)).run();

        assertThat(house.windows()).hasSize(2 * 31);
        assertThat(house.transitions())
                .containsExactly(
                        "2026-11-23T10:06:00Z open FIRED 3",
                        "2026-11-23T10:06:00Z over FIRED 3",
                        "2026-11-23T10:07:00Z open RESOLVED 0",
                        "2026-11-23T10:07:00Z over RESOLVED 0",
                        "2026-11-23T10:11:00Z open FIRED 1");
        assertThat(house.pages())
                .containsExactlyInAnyOrder(
                        "FIRED over 3 is above 2",
                        "RESOLVED over back to 0",
                        "FIRED open 3 is above 2",
                        "RESOLVED open back to 0",
                        "FIRED open 1 is above 0");
        assertThat(house.notices())
                .filteredOn(notice -> notice.getString("reason").equals("1 is above 0"))
                .extracting(notice -> notice.getInt("lateBySeconds"))
                .containsExactly(19 * 60);
        assertThat(house.notices())
                .filteredOn(notice -> notice.getString("kind").equals("FIRED"))
                .as("late pages show events too")
                .allMatch(notice -> !notice.getJsonArray("samples").isEmpty());
        assertThat(house.jdbc
                        .sql("select count(*) from held_transition")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void whatWasHeldWhenTheEngineDiedIsToldByTheNextOne() {
        house.settings = new CycleSettings(Duration.ofHours(24), 5, Duration.ofMinutes(2), Duration.ZERO);
        Rule rule = above("r", 2);
        house.time.set(TEN.plusSeconds(15));
        house.engine(link, List.of(rule)).run();
        errors(TEN.plusSeconds(61), 3);
        house.time.set(TEN.plusSeconds(60 * 20 + 15));
        AtomicBoolean committed = new AtomicBoolean();
        AlertCycle dying = house.engine(link, List.of(rule), step -> {
            if (step == CycleStep.COMMITTED && !committed.compareAndSet(false, true)) {
                throw new Killed("in the second round");
            }
        });
        house.time.pass(EngineHouse.LEASE.plusSeconds(1));
        assertThatThrownBy(dying::run).isInstanceOf(Killed.class);
        assertThat(house.transitions()).hasSize(2);
        assertThat(house.pages()).isEmpty();

        house.time.pass(EngineHouse.LEASE.plusSeconds(1));
        house.engine(link, List.of(rule)).run();

        assertThat(house.pages()).containsExactly("FIRED r 3 is above 2", "RESOLVED r back to 0");
    }

    @Test
    void whatLiesTooFarBackIsAGapWithOneNotice() {
        Rule rule = rule("r", "noData: ok\ncondition: {count: hits, threshold: {above: 2}}\n");
        house.time.set(TEN.minus(Duration.ofHours(40)).plusSeconds(15));
        house.engine(link, List.of(rule)).run();

        house.time.set(TEN.plusSeconds(15));
        house.engine(link, List.of(rule)).run();

        assertThat(house.windows()).hasSize(1 + 1 + 24 * 60);
        assertThat(house.windows().get(1)).isEqualTo("r 2026-11-22T10:00:00Z gap");
        assertThat(house.pages()).hasSize(1);
        assertThat(house.pages().getFirst())
                .startsWith("ERROR r no window between 2026-11-21T18:00:00Z and 2026-11-22T10:00:00Z was evaluated");
    }

    @Test
    void aRuleThatFailsForDaysTellsItsGapOnceAndNotAtEachTry() {
        // given: a stream that is not there for a day and a half
        String absent = stream.replace("logs-it", "logs-later");
        Rule rule = RulesForTests.parse("""
                rule: r
                query: {streams: [%s], lucene: 'log.level:ERROR'}
                noData: ok
                condition: {count: hits, threshold: {above: 2}}
                window: 1m
                every: 1m
                delay: 15s
                """.formatted(absent));
        AlertCycle cycle = house.engine(link, List.of(rule));
        Instant end = TEN.plus(Duration.ofHours(36)).plusSeconds(15);
        while (house.time.instant().isBefore(end)) {
            house.time.pass(Duration.ofMinutes(20));
            cycle.run();
        }
        assertThat(house.pages()).isEmpty();
        assertThat(house.windows()).noneMatch(window -> window.contains("gap"));

        // when
        EngineHouse.createIndex(link, absent);
        house.time.pass(Duration.ofMinutes(1));
        cycle.run();

        // then
        assertThat(house.windows()).filteredOn(window -> window.contains("gap")).hasSize(1);
        assertThat(house.pages())
                .singleElement()
                .asString()
                .startsWith("ERROR r no window between 2026-11-23T10:18:00Z and 2026-11-23T22:20:00Z");
    }

    @Test
    void theSilenceOfAGroupIsNotMissedBecauseItWasTooBusyToBeJudged() {
        // given: more groups than are judged, and the busiest falls silent after ten minutes
        List<Event> events = new ArrayList<>();
        for (int minute = 0; minute < 12; minute++) {
            for (String host : List.of("a", "b", "busy", "busy")) {
                if (minute < 10 || !host.equals("busy")) {
                    events.add(new Event(
                            TEN.plusSeconds(60L * minute + 10),
                            "\"log.level\":\"ERROR\",\"host.name\":\"%s\"".formatted(host)));
                }
            }
        }
        EngineHouse.index(link, stream, events);
        Rule rule = rule(
                "r",
                "groupBy: [host.name]\nmaxGroups: 2\nseenWithin: 5m\ncondition: {count: hits, threshold: {below: 1}}\n");
        house.time.set(TEN.plusSeconds(75));
        AlertCycle cycle = house.engine(link, List.of(rule));
        cycle.run();

        // when
        lookUntil(cycle, TEN.plusSeconds(11 * 60 + 15));

        // then
        assertThat(house.transitions()).containsExactly("2026-11-23T10:11:00Z r FIRED host.name=busy; 0");
    }

    @Test
    void aGroupThatWasNotSeenForTooLongEndsInAGapAndThatIsWrittenDown() {
        // given: a group that fires for its absence, and may be missing for three hours
        EngineHouse.index(
                link,
                stream,
                List.of(new Event(TEN.minusSeconds(7200), "\"log.level\":\"ERROR\",\"host.name\":\"gone\"")));
        Rule rule = rule(
                "r",
                "groupBy: [host.name]\nseenWithin: 3h\nnoData: ok\ncondition: {count: hits, threshold: {below: 1}}\n");
        house.time.set(TEN.plusSeconds(75));
        house.engine(link, List.of(rule)).run();
        assertThat(house.transitions()).containsExactly("2026-11-23T10:01:00Z r FIRED host.name=gone; 0");

        // when: nobody looks for two days
        house.time.set(TEN.plus(Duration.ofHours(48)).plusSeconds(15));
        house.engine(link, List.of(rule)).run();

        // then
        assertThat(house.transitions())
                .containsExactly(
                        "2026-11-23T10:01:00Z r FIRED host.name=gone; 0",
                        "2026-11-24T10:00:00Z r EXPIRED host.name=gone;");
        assertThat(house.pages()).hasSize(2);
        assertThat(house.pages().getLast()).startsWith("ERROR r no window between");
    }

    @Test
    void onlyWhoHoldsTheLeaseStopsARule() {
        Rule rule = above("r", 0);
        Rule disabled = rule("r", "enabled: false\ncondition: {count: hits, threshold: {above: 0}}\n");
        house.time.set(TEN.plusSeconds(15));
        AlertCycle holder = house.engine(link, List.of(rule));
        holder.run();

        // when: a standby has another folder of rules, and an engine was overtaken in the middle of its tick
        house.engine(link, List.of(disabled)).run();
        assertThat(house.cursor("r")).isEqualTo(TEN);
        house.time.pass(EngineHouse.LEASE.plusSeconds(1));
        AlertCycle overtaken = house.engine(link, List.of(disabled), step -> {
            if (step == CycleStep.LEASED) {
                house.time.pass(EngineHouse.LEASE.plusSeconds(1));
                holder.run();
            }
        });
        overtaken.run();

        // then
        assertThat(house.cursor("r")).isEqualTo(TEN);

        house.time.pass(EngineHouse.LEASE.plusSeconds(1));
        house.engine(link, List.of(disabled)).run();
        assertThat(house.jdbc
                        .sql("select count(*) from rule_cursor")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void anEngineThatWasOvertakenWritesNothing() {
        Rule rule = above("r", 0);
        errors(TEN.plusSeconds(10), 1);
        house.time.set(TEN.plusSeconds(15));
        house.engine(link, List.of(rule)).run();
        house.time.set(TEN.plusSeconds(75));
        AlertCycle fast = house.engine(link, List.of(rule));
        AtomicBoolean once = new AtomicBoolean();
        AlertCycle slow = house.engine(link, List.of(rule), step -> {
            if (step == CycleStep.ROUTED && once.compareAndSet(false, true)) {
                house.time.pass(EngineHouse.LEASE.plusSeconds(1));
                fast.run();
            }
        });

        slow.run();

        assertThat(house.transitions()).containsExactly("2026-11-23T10:01:00Z r FIRED 1");
        assertThat(house.windows()).hasSize(2);
        assertThat(house.pages()).hasSize(1);
    }

    @Test
    void aSecondEngineHasNothingToDoWhileTheFirstHoldsTheLeases() {
        Rule rule = above("r", 0);
        house.time.set(TEN.plusSeconds(15));
        house.engine(link, List.of(rule)).run();
        AlertCycle second = house.engine(link, List.of(rule));
        house.time.pass(Duration.ofMillis(500));

        second.run();

        assertThat(house.windows()).hasSize(1);
    }

    @Test
    void groupsThatWereThereBeforeTheRuleAndAreGoneAreMissed() {
        EngineHouse.index(
                link,
                stream,
                List.of(
                        new Event(TEN.minusSeconds(7200), "\"log.level\":\"ERROR\",\"host.name\":\"gone\""),
                        new Event(TEN.plusSeconds(5), "\"log.level\":\"ERROR\",\"host.name\":\"here\""),
                        new Event(TEN.minusSeconds(4 * 3600), "\"log.level\":\"ERROR\",\"host.name\":\"forgotten\"")));
        Rule rule =
                rule("r", "groupBy: [host.name]\nseenWithin: 3h\ncondition: {count: hits, threshold: {below: 1}}\n");
        house.time.set(TEN.plusSeconds(75));
        AlertCycle cycle = house.engine(link, List.of(rule));

        cycle.run();
        assertThat(house.transitions()).containsExactly("2026-11-23T10:01:00Z r FIRED host.name=gone; 0");

        lookUntil(cycle, TEN.plusSeconds(3600 + 75));
        assertThat(house.transitions())
                .containsExactly(
                        "2026-11-23T10:01:00Z r FIRED host.name=gone; 0",
                        "2026-11-23T10:02:00Z r FIRED host.name=here; 0",
                        "2026-11-23T11:01:00Z r EXPIRED host.name=gone;");
        assertThat(house.pages()).hasSize(2);
    }

    @Test
    void whoWasThereBeforeTheRuleIsNotAskedWhileItsFirstWindowIsUndecided() {
        Rule rule =
                rule("r", "groupBy: [host.name]\nseenWithin: 3h\ncondition: {count: hits, threshold: {below: 1}}\n");
        house.time.set(TEN.plusSeconds(75));
        AlertCycle cycle = house.engine(faultyLink, List.of(rule));
        faulty.spoilWith(body -> "<html>busy</html>");
        faulty.searches.set(0);

        cycle.run();

        assertThat(house.failure("r")).isNotNull();
        assertThat(faulty.searches).hasValue(1);

        faulty.healthy();
        faulty.searches.set(0);
        house.time.set(TEN.plusSeconds(300));
        cycle.run();

        assertThat(house.failure("r")).isNull();
        assertThat(faulty.searches.get()).as("now it is").isGreaterThan(1);
    }

    @Test
    void noDataIsNeitherCalmNorAnAlarmUnlessTheRuleSaysSo() {
        String empty = stream.replace("-tocsin", ".e-tocsin");
        EngineHouse.createIndex(link, empty);
        EngineHouse.index(
                link, empty, List.of(Event.of(TEN.plusSeconds(1), "ERROR"), Event.of(TEN.plusSeconds(190), "INFO")));
        String rest = "condition: {count: hits, threshold: {above: 0}}\nwindow: 1m\nevery: 1m\n";
        Rule keep = RulesForTests.parse(
                "rule: keep\nquery: {streams: [%s], lucene: 'log.level:ERROR'}\n%s".formatted(empty, rest));
        Rule alert =
                RulesForTests.parse("rule: alert\nquery: {streams: [%s], lucene: 'log.level:ERROR'}\nnoData: alert\n%s"
                        .formatted(empty, rest.replace("above: 0", "above: 5")));
        Rule ok = RulesForTests.parse(
                "rule: ok\nquery: {streams: [%s], lucene: 'log.level:ERROR'}\nnoData: ok\n%s".formatted(empty, rest));
        house.time.set(TEN);
        AlertCycle cycle = house.engine(link, List.of(keep, alert, ok));
        cycle.run();

        lookUntil(cycle, TEN.plusSeconds(240));

        assertThat(house.transitions())
                .containsExactly(
                        "2026-11-23T10:00:00Z alert NO_DATA",
                        "2026-11-23T10:01:00Z alert RESOLVED",
                        "2026-11-23T10:01:00Z keep FIRED 1",
                        "2026-11-23T10:01:00Z ok FIRED 1",
                        "2026-11-23T10:02:00Z alert NO_DATA",
                        "2026-11-23T10:02:00Z ok RESOLVED 0",
                        "2026-11-23T10:04:00Z alert RESOLVED",
                        "2026-11-23T10:04:00Z keep RESOLVED 0");
    }

    @Test
    void everyEventIsToldOnceAndAfterAPauseTogether() {
        Rule rule = rule("r", "condition: {each: event, severity: critical}\n");
        house.time.set(TEN.plusSeconds(15));
        AlertCycle cycle = house.engine(link, List.of(rule));
        cycle.run();
        errors(TEN.plusSeconds(10), 4);
        errors(TEN.plusSeconds(130), 1);
        errors(TEN.plusSeconds(190), 2);

        lookUntil(cycle, TEN.plusSeconds(75));
        house.time.set(TEN.plusSeconds(315));
        cycle.run();

        assertThat(house.notices())
                .hasSize(2)
                .allMatch(notice -> notice.getString("kind").equals("EVENT"));
        assertThat(house.notices())
                .extracting(notice -> notice.getInt("matching"))
                .containsExactly(4, 3);
        assertThat(house.notices().getFirst().getJsonArray("samples")).hasSize(3);
        assertThat(house.notices().getLast().getJsonObject("window").getString("start"))
                .isEqualTo("2026-11-23T10:02:00Z");
        assertThat(house.notices().getLast().getJsonObject("window").getString("end"))
                .isEqualTo("2026-11-23T10:04:00Z");
    }

    @Test
    void aRuleThatFailsForLongPagesIfItSaysSo() {
        Rule quiet = RulesForTests.over("logs-never-tocsin", "quiet", "condition: each\nwindow: 1m\nevery: 1m\n");
        Rule loud = RulesForTests.over(
                "logs-never-tocsin", "loud", "condition: each\nwindow: 1m\nevery: 1m\nonError: alert\n");
        AlertCycle cycle = house.engine(link, List.of(quiet, loud));
        cycle.run();
        assertThat(house.pages()).isEmpty();

        lookUntil(cycle, TEN.plusSeconds(240));

        assertThat(house.pages()).hasSize(1);
        assertThat(house.pages().getFirst()).startsWith("ERROR loud ").contains("index_not_found");
        assertThat(house.cursor("loud")).isEqualTo(TEN.minusSeconds(60));
    }

    @Test
    void anEditKeepsTheEpisodeAndADisabledRuleStartsAgainAtTheCurrentWindow() {
        errors(TEN.plusSeconds(10), 5);
        errors(TEN.plusSeconds(70), 5);
        errors(TEN.plusSeconds(130), 5);
        Rule rule = above("r", 2);
        house.time.set(TEN.plusSeconds(75));
        house.engine(link, List.of(rule)).run();

        house.time.set(TEN.plusSeconds(135));
        house.engine(link, List.of(above("r", 3))).run();
        assertThat(house.transitions()).containsExactly("2026-11-23T10:01:00Z r FIRED 5");

        house.time.pass(Duration.ofSeconds(5));
        house.engine(link, List.of(rule("r", "enabled: false\ncondition: {count: hits, threshold: {above: 2}}\n")))
                .run();
        house.time.set(TEN.plusSeconds(60 * 10 + 15));
        house.engine(link, List.of(rule)).run();

        assertThat(house.windows()).hasSize(3);
        assertThat(house.transitions())
                .containsExactly("2026-11-23T10:01:00Z r FIRED 5", "2026-11-23T10:10:00Z r RESOLVED 0");
    }

    @Test
    void goesOnAfterTheDatabaseWasAway() throws IOException {
        EngineHouse mortal = new EngineHouse();
        try {
            Rule rule = above("r", 2);
            mortal.time.set(TEN.plusSeconds(15));
            AlertCycle cycle = mortal.engine(link, List.of(rule));
            cycle.run();
            errors(TEN.plusSeconds(61), 3);

            mortal.server().kill();
            mortal.time.set(TEN.plusSeconds(195));
            assertThatThrownBy(cycle::run).isInstanceOf(org.springframework.dao.DataAccessException.class);
            mortal.server().startAgain();
            cycle.run();

            assertThat(mortal.transitions())
                    .containsExactly("2026-11-23T10:02:00Z r FIRED 3", "2026-11-23T10:03:00Z r RESOLVED 0");
            assertThat(mortal.windows()).hasSize(4);
        } finally {
            mortal.server().stop();
        }
    }

    @Test
    void whatTheDatabaseRefusesMakesOneRuleFailAndNotTheOthers() {
        errors(TEN.plusSeconds(10), 5);
        house.time.set(TEN.plusSeconds(75));
        house.template.execute("alter table alert add constraint test_refuses check (rule <> 'refused') not valid");
        try {
            house.engine(link, List.of(above("refused", 2), above("good", 2))).run();
        } finally {
            house.template.execute("alter table alert drop constraint test_refuses");
        }

        assertThat(house.transitions()).containsExactly("2026-11-23T10:01:00Z good FIRED 5");
        assertThat(house.failure("refused")).contains("the database refuses").contains("test_refuses");
    }

    @Test
    void whoFailsBecauseTheDatabaseRefusesForLongIsToldOf() {
        for (int minute = 0; minute < 10; minute++) {
            errors(TEN.plusSeconds(60L * minute + 10), 5);
        }
        house.time.set(TEN.plusSeconds(75));
        Rule rule = rule("refused", "condition: {count: hits, threshold: {above: 2}}\nonError: alert\n");
        AlertCycle engine = house.engine(link, List.of(rule));
        house.template.execute("alter table alert add constraint test_refuses check (status <> 'ALERTING') not valid");
        try {
            for (int minute = 0; minute < 10; minute++) {
                engine.run();
                house.time.pass(Duration.ofMinutes(1));
            }
        } finally {
            house.template.execute("alter table alert drop constraint test_refuses");
        }

        assertThat(house.pages()).singleElement().asString().startsWith("ERROR refused the database refuses");
    }
}
