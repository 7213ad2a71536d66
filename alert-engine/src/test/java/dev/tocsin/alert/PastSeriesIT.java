package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.notify.chart.Series;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleDefaults;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of a chart, on a real Elasticsearch, against a count of the same events in Java. */
class PastSeriesIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static ElasticLink link;

    @TempDir
    Path rules;

    @BeforeAll
    static void start() throws IOException {
        link = ElasticsearchForTests.link();
    }

    @AfterAll
    static void stop() {
        link.close();
    }

    @Test
    void hasTheValuesThatTheWindowsOfTheGroupHad() throws IOException {
        // given: two hosts over two hours
        Random random = new Random(7);
        List<Event> events = new ArrayList<>();
        List<Instant> ours = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            Instant at = TEN.minusSeconds(1 + random.nextInt(7_200));
            boolean isOurs = random.nextInt(3) == 0;
            events.add(new Event(
                    at, "\"log.level\":\"ERROR\",\"message\":\"m\",\"host.name\":\"" + (isOurs ? "a" : "b") + "\""));
            if (isOurs) {
                ours.add(at);
            }
        }
        RuleBook book = book(index(events), "groupBy: [host.name]\nwindow: 5m\nevery: 1m\n");
        Instant since = TEN.minusSeconds(300);

        // when
        Series series = new PastSeries(new WindowQueries(link, InstantSource.system()), book)
                .of(notice(book, TransitionKind.FIRED, since, TEN, Map.of("host.name", "a")), null)
                .orElseThrow();

        // then
        assertThat(series.points()).hasSize(60);
        assertThat(series.points().getLast().end()).isEqualTo(TEN);
        assertThat(series.points())
                .allSatisfy(point -> assertThat(point.value()).isEqualTo((double) ours.stream()
                        .filter(at -> !at.isBefore(point.end().minusSeconds(300)) && at.isBefore(point.end()))
                        .count()));
        assertThat(series.title()).isEqualTo("Checkout is failing: a");
        assertThat(series.what()).isEqualTo("hits in 5 min");
        assertThat(series.warning()).isEqualTo(30);
        assertThat(series.critical()).isEqualTo(100);
        assertThat(series.fired()).isEqualTo(since);
        assertThat(series.ended()).isNull();
    }

    @Test
    void reachesTheEndOfWhatIsOver() throws IOException {
        RuleBook book = book(index(List.of(Event.of(TEN.minusSeconds(500), "ERROR"))), "window: 5m\nevery: 1m\n");

        Series series = new PastSeries(new WindowQueries(link, InstantSource.system()), book)
                .of(
                        notice(book, TransitionKind.FIRED, TEN.minusSeconds(480), TEN.minusSeconds(480), Map.of()),
                        notice(book, TransitionKind.RESOLVED, TEN.minusSeconds(480), TEN, Map.of()))
                .orElseThrow();

        assertThat(series.ended()).isEqualTo(TEN);
        assertThat(series.points().getLast()).isEqualTo(new Series.Point(TEN, 0.0));
    }

    @Test
    void thereIsNoneOfARuleThatIsGoneOrWhereNobodyAnswers() throws IOException {
        RuleBook book = book("logs-nothing-tocsin", "window: 5m\nevery: 1m\n");
        AlertNotice notice = notice(book, TransitionKind.FIRED, TEN, TEN, Map.of());
        PastSeries series = new PastSeries(new WindowQueries(link, InstantSource.system()), book);
        assertThat(series.of(notice, null)).as("no such stream").isEmpty();

        RuleBook edited = book("logs-other-tocsin", "window: 5m\nevery: 1m\n");
        assertThat(new PastSeries(new WindowQueries(link, InstantSource.system()), edited).of(notice, null))
                .as("it measures something else")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "5m, 1m, PT0S, 60, PT59M",
        "1m, 1m, PT30M, 60, PT59M",
        // of a long window that ends often some do
        "24h, 1m, PT0S, 60, PT141H36M",
        // an alert that lasts long is seen from its beginning
        "1m, 1m, PT10H, 60, PT11H48M",
    })
    void fewWindowsShowTheAlertAndATimeBeforeIt(String window, String every, Duration lasted, int count, Duration span)
            throws IOException {
        RuleBook book = book("logs-x-tocsin", "window: " + window + "\nevery: " + every + "\n");
        Rule rule = book.current().rule("checkout-errors").orElseThrow();

        List<Window> windows = PastSeries.windowsUpTo(rule, TEN, TEN.minus(lasted));

        assertThat(windows)
                .hasSize(count)
                .isSortedAccordingTo((one, other) -> one.end().compareTo(other.end()));
        assertThat(windows.getLast().end()).isEqualTo(TEN);
        assertThat(Duration.between(windows.getFirst().end(), TEN)).isEqualTo(span);
        assertThat(windows).allMatch(one -> one.length().equals(rule.window()));
    }

    @Test
    void windowsOfACronEndAtItsTimes() throws IOException {
        RuleBook book = book("logs-x-tocsin", "window: 1h\ncron: \"0 8-10 * * *\"\n");
        Rule rule = book.current().rule("checkout-errors").orElseThrow();

        assertThat(PastSeries.windowsUpTo(rule, TEN, TEN).reversed())
                .extracting(Window::end)
                .startsWith(
                        TEN,
                        TEN.minus(Duration.ofHours(1)),
                        TEN.minus(Duration.ofHours(2)),
                        TEN.minus(Duration.ofDays(1)));
    }

    private static String index(List<Event> events) {
        String index = "logs-ser" + UUID.randomUUID().toString().substring(0, 8) + "-tocsin";
        EngineHouse.createIndex(link, index);
        EngineHouse.index(link, index, events);
        return index;
    }

    private RuleBook book(String stream, String rest) throws IOException {
        Files.writeString(rules.resolve("checkout.yml"), """
                rule: checkout-errors
                title: Checkout is failing
                query: {streams: ["%s"], kql: 'log.level: ERROR'}
                condition: {count: hits, threshold: {warning: {above: 30}, critical: {above: 100}}}
                noData: zero
                %s""".formatted(stream, rest));
        RuleBook book = new RuleBook(rules, RuleDefaults.STANDARD);
        book.readAgain(TEN);
        return book;
    }

    private static AlertNotice notice(
            RuleBook book, TransitionKind kind, Instant since, Instant end, Map<String, String> group) {
        Rule rule = book.current().rule("checkout-errors").orElseThrow();
        return NoticeWriter.notice(
                rule,
                new Transition(
                        rule.name(),
                        rule.version(),
                        new GroupKey(group),
                        new Window(end.minus(rule.window()), end),
                        kind,
                        AlertStatus.NORMAL,
                        AlertStatus.ALERTING,
                        "e",
                        since,
                        Severity.CRITICAL,
                        143.0,
                        100.0,
                        "143 is above 100",
                        null),
                List.of(),
                end);
    }
}
