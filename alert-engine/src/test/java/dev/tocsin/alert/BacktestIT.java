package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.io.IOException;
import java.net.URI;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The backtest against the engine itself: the same rules over the same events in a real Elasticsearch. */
class BacktestIT {
    /** In the middle of it clocks in Berlin go back by an hour. */
    private static final Instant SINCE = Instant.parse("2026-10-25T00:00:00Z");

    private static final Instant UNTIL = Instant.parse("2026-10-25T02:30:00Z");
    private static final Duration DELAY = Duration.ofSeconds(15);
    private static final InstantSource LONG_AFTER = InstantSource.fixed(Instant.parse("2026-10-26T00:00:00Z"));

    /** Their groups of one window are told in one message. */
    private static final List<String> GROUPED = List.of("grouped", "quiet", "jump", "fresh", "moved");

    private static EngineHouse house;
    private static ElasticLink link;

    @TempDir
    Path config;

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

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void saysWhatTheEngineWouldHaveDone(long seed) {
        List<Rule> rules = rules(eventsOf(new Random(seed)), eventsWithHoles(new Random(seed)));

        live(rules);

        List<String> replayed = new ArrayList<>();
        List<String> pages = new ArrayList<>();
        for (Rule rule : rules) {
            BacktestReport report = test(rule, SINCE, UNTIL, Map.of());
            assertThat(report.count(BacktestWindow.Sight.UNDECIDED)).isZero();
            report.transitions().forEach(transition -> replayed.add(inWords(transition)));
            if (rule.groupBy().isEmpty()) {
                report.messages().forEach(message -> pages.add(rule.name()));
            }
        }
        assertThat(replayed).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(house.transitions());
        // All that the rules are there to show did happen.
        assertThat(String.join("\n", replayed))
                .contains("lasting FIRED", "lasting PENDING_DROPPED", "lasting RECOVERING", "lasting RESOLVED")
                .contains(
                        "grouped FIRED service.name=api;", "quiet FIRED service.name=", "gone NO_DATA", "gone RESOLVED")
                .contains("nightly FIRED", "levels ESCALATED", "all EVENT", "hours FIRED")
                .contains("share FIRED", "share RESOLVED", "jump FIRED service.name=", "variety FIRED")
                .contains("fresh EVENT service.name=", "moved EVENT service.name=");
        // What delivery holds back of an alert that flaps is not its notices' matter: these rules do not look for it.
        List<String> told = house.notices().stream()
                .map(notice -> notice.getString("rule"))
                .filter(name -> !GROUPED.contains(name))
                .toList();
        assertThat(pages).containsExactlyInAnyOrderElementsOf(told);
    }

    /** As it goes in an engine: a look a minute. */
    private static void live(List<Rule> rules) {
        house.empty();
        house.time.set(SINCE.plusSeconds(60).plus(DELAY));
        AlertCycle engine = house.engine(link, rules);
        while (!house.time.instant().isAfter(UNTIL.plus(DELAY))) {
            engine.run();
            house.time.pass(Duration.ofMinutes(1));
        }
    }

    private static String inWords(Transition transition) {
        Double value = transition.value();
        return transition.at() + " " + transition.rule() + " " + transition.kind()
                + (transition.group().values().isEmpty()
                        ? ""
                        : " " + transition.group().canonical())
                + (value == null ? "" : " " + value.longValue());
    }

    private static List<Rule> rules(String stream, String holes) {
        String every = "window: 1m\nevery: 1m\n";
        return List.of(
                rule("lasting", stream, every + """
                        for: 2m
                        keepFiringFor: 3m
                        condition: {count: hits, threshold: {warning: {above: 4}, critical: {above: 9}}}
                        """),
                rule("grouped", stream, every + """
                        groupBy: [service.name]
                        for: 1m
                        condition: {count: hits, threshold: {above: 2}}
                        """),
                rule("quiet", stream, """
                        window: 2m
                        every: 1m
                        groupBy: [service.name]
                        seenWithin: 40m
                        condition: {count: hits, threshold: {below: 1}}
                        """),
                rule("gone", holes, every + "noData: alert\ncondition: {count: hits, threshold: {above: 1000}}\n"),
                rule("nightly", stream, """
                        window: 10m
                        cron: "*/10 * * * *"
                        zone: Europe/Berlin
                        condition: {count: hits, threshold: {above: 45}}
                        """),
                rule("levels", stream, """
                        window: 5m
                        every: 1m
                        condition: {count: hits, threshold: {warning: {above: 20}, critical: {above: 28}}}
                        """),
                rule("hours", stream, every + """
                        during: night
                        for: 2m
                        keepFiringFor: 3m
                        condition: {count: hits, threshold: {above: 4}}
                        """),
                rule("all", holes, every + "condition: each\n"),
                rule("share", stream, every + """
                        recoverAt: 10
                        condition: {ratio: {kql: 'service.name: db'}, minDenominator: 3, threshold: {above: 30}}
                        """),
                rule("jump", stream, every + """
                        groupBy: [service.name]
                        condition: {change: hits, direction: both, minBefore: 1, threshold: {above: 2.5}}
                        """),
                rule("variety", stream, """
                        window: 5m
                        every: 1m
                        condition: {metric: cardinality, field: service.name, threshold: {above: 1}}
                        """),
                rule("fresh", stream, every + "condition: {newValue: service.name, within: 2m, learn: 1m}\n"),
                rule("moved", stream, every + "condition: {valueChange: service.name, within: 1h}\n"));
    }

    /** The hour that comes twice is open for half of it, twice. */
    private static Rule rule(String name, String stream, String rest) {
        return RulesForTests.parse(
                """
                rule: %s
                query: {streams: [%s], kql: 'log.level: ERROR', notIn: {service.name: quiet-services}}
                delay: 15s
                """.formatted(name, stream)
                        + (GROUPED.contains(name) || rest.contains("flapping:") ? "" : "flapping: off\n")
                        + rest,
                "night: {zone: Europe/Berlin, days: {sun: 02:10-02:40}}\n",
                Map.of("quiet-services", "rare\n"));
    }

    private static String eventsOf(Random random) {
        String stream = newStream();
        List<Event> events = new ArrayList<>();
        for (int minute = -40; minute < 155; minute++) {
            Instant start = SINCE.plusSeconds(60L * minute);
            events.add(Event.of(start.plusSeconds(59), "DEBUG"));
            // Bursts of some minutes, so that what has to last does, and pauses of some minutes.
            int most = minute / 7 % 3 == 0 ? 2 : 14;
            for (int i = random.nextInt(most); i > 0; i--) {
                String service = random.nextInt(10) < 7 ? "api" : random.nextInt(5) == 0 ? "rare" : "db";
                events.add(new Event(
                        start.plusMillis(random.nextInt(60_000)),
                        "\"log.level\":\"ERROR\",\"service.name\":\"" + service + "\",\"message\":\"m\""));
            }
        }
        EngineHouse.index(link, stream, events);
        return stream;
    }

    private static String eventsWithHoles(Random random) {
        String stream = newStream();
        List<Event> events = new ArrayList<>();
        for (int minute = 0; minute < 155; minute++) {
            if (random.nextInt(4) > 0) {
                events.add(Event.of(SINCE.plusSeconds(60L * minute + 7), random.nextInt(5) == 0 ? "ERROR" : "DEBUG"));
            }
        }
        EngineHouse.index(link, stream, events);
        return stream;
    }

    private static String newStream() {
        String stream = "logs-backtest" + UUID.randomUUID().toString().substring(0, 8) + "-tocsin";
        EngineHouse.createIndex(link, stream);
        return stream;
    }

    private BacktestReport test(Rule rule, Instant since, Instant until, Map<String, String> only) {
        return Backtest.run(
                new BacktestAsk(rule, since, until, only),
                link,
                new ChannelPlaces(config, Map.of()),
                LONG_AFTER,
                (done, of) -> {});
    }

    private static List<Event> errors(Instant from, int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(new Event(
                    from.plusMillis(i),
                    "\"log.level\":\"ERROR\",\"service.name\":\"api\",\"message\":\"boom " + i + "\""));
        }
        return events;
    }

    @Test
    void showsTheMessagesAndWhoWouldGetThem() throws IOException {
        Files.writeString(config.resolve("channels.yml"), """
                slack-all: {slack: {webhook: "${env:NOT_SET}"}}
                slack-pay: {slack: {webhook: "${env:NOT_SET}"}}
                """);
        Files.writeString(config.resolve("routes.yml"), """
                default: {channel: slack-all}
                routes:
                  - match: {severity: critical, team: pay}
                    channel: slack-pay
                """);
        String stream = newStream();
        EngineHouse.index(link, stream, errors(SINCE.plusSeconds(60), 3));
        EngineHouse.index(link, stream, errors(SINCE.plusSeconds(120), 30));
        EngineHouse.index(link, stream, List.of(Event.of(SINCE.plusSeconds(200), "DEBUG")));
        Rule rule = rule("pay", stream, """
                labels: {team: pay}
                window: 1m
                every: 1m
                condition: {count: hits, threshold: {warning: {above: 2}, critical: {above: 20}}}
                """);

        BacktestReport report = test(rule, SINCE, SINCE.plusSeconds(300), Map.of());

        assertThat(report.messages())
                .extracting(message -> message.at() + " " + message.channels() + " " + message.way())
                .containsExactly(
                        "2026-10-25T00:02:15Z [slack-all] default route",
                        "2026-10-25T00:03:15Z [slack-pay] route match severity=critical, team=pay",
                        "2026-10-25T00:04:15Z [slack-all, slack-pay] they heard of its beginning");
        assertThat(report.messages().getFirst().slack()).contains("WARNING", "boom 2");
        assertThat(report.messages().get(1).slack()).contains("NOW CRITICAL");
        assertThat(report.messages().getLast().slack()).contains("RESOLVED", "It fired with *30*");
        assertThat(report.episodes()).singleElement().satisfies(episode -> {
            assertThat(episode.length(UNTIL)).isEqualTo(Duration.ofMinutes(2));
            assertThat(String.valueOf(episode.worst())).isEqualTo("CRITICAL");
        });
        assertThat(report.windows())
                .extracting(window -> window.sight() + " " + window.value())
                .containsExactly("NO_DATA null", "DECIDED 3.0", "DECIDED 30.0", "DECIDED 0.0", "NO_DATA null");
    }

    @Test
    void withoutAChannelNobodyWouldHearAndTheMessageIsShown() {
        String stream = newStream();
        EngineHouse.index(link, stream, errors(SINCE, 3));
        Rule rule = rule("r", stream, "window: 1m\nevery: 1m\ncondition: {count: hits, threshold: {above: 2}}\n");

        BacktestReport report = test(rule, SINCE, SINCE.plusSeconds(60), Map.of());

        assertThat(report.messages()).singleElement().satisfies(message -> {
            assertThat(message.channels()).isEmpty();
            assertThat(message.way()).isEqualTo("no route");
            assertThat(message.slack()).contains("CRITICAL");
        });
    }

    /** Errors in every second minute up to the ninth, and from the eleventh on for good. */
    @Test
    void saysWhenAnAlertFlappedAndTellsWhatItStillDoesWhenItHoldsStill() {
        String stream = newStream();
        List<Event> events = new ArrayList<>();
        for (int minute = 0; minute < 30; minute++) {
            boolean isBad = minute > 10 || minute % 2 == 1;
            events.addAll(isBad ? errors(SINCE.plusSeconds(60L * minute), 3) : List.of());
            events.add(Event.of(SINCE.plusSeconds(60L * minute + 30), "DEBUG"));
        }
        EngineHouse.index(link, stream, events);
        Rule rule = rule(
                "r",
                stream,
                "window: 1m\nevery: 1m\ncondition: {count: hits, threshold: {above: 2}}\nflapping: {changes: 4, of: 5}\n");

        BacktestReport report = test(rule, SINCE, SINCE.plusSeconds(1800), Map.of());

        assertThat(report.flapping())
                .containsExactly(new BacktestReport.Flapping(
                        GroupKey.ALL, SINCE.plusSeconds(60 * 5), SINCE.plusSeconds(60 * 17)));
        assertThat(report.messages())
                .extracting(message -> Duration.between(SINCE, message.at().minus(rule.delay()))
                        .toMinutes())
                .as("fired, resolved, fired, resolved and flaps; fires still")
                .containsExactly(2L, 3L, 4L, 5L, 17L);
        assertThat(report.messages().get(3).slack()).contains("It is flapping: changed 4 times in 5 evaluations");
        assertThat(report.messages().get(4).slack()).contains("CRITICAL").doesNotContain("flapping");
    }

    @Test
    void tellsOfOneGroupAlone() {
        String stream = eventsOf(new Random(3));
        Rule rule = rules(stream, stream).get(1);

        BacktestReport all = test(rule, SINCE, UNTIL, Map.of());
        BacktestReport one = test(rule, SINCE, UNTIL, Map.of("service.name", "db"));

        assertThat(one.transitions())
                .isNotEmpty()
                .containsExactlyElementsOf(all.transitions().stream()
                        .filter(transition -> transition.group().values().containsValue("db"))
                        .toList());
    }

    @Test
    void whatCannotBeDecidedIsSaidAndNeverTakenForCalm() {
        Rule rule = rule(
                "r",
                "logs-there-is-none-tocsin",
                "window: 1m\nevery: 1m\ncondition: {count: hits, threshold: {below: 1}}\n");

        BacktestReport report = test(rule, SINCE, SINCE.plusSeconds(600), Map.of());

        assertThat(report.count(BacktestWindow.Sight.UNDECIDED)).isEqualTo(10);
        assertThat(report.windows().getFirst().reason()).isNotBlank();
        assertThat(report.transitions()).isEmpty();
        assertThat(report.messages()).isEmpty();
    }

    @Test
    void givesUpWhereNobodyAnswers() {
        Rule rule =
                rule("r", "logs-a-tocsin", "window: 1m\nevery: 1m\ncondition: {count: hits, threshold: {below: 1}}\n");
        try (ElasticLink nobody = ElasticLink.open(ElasticSettings.of(URI.create("http://127.0.0.1:1")))) {
            BacktestReport report = Backtest.run(
                    new BacktestAsk(rule, SINCE, SINCE.plus(Duration.ofHours(5)), Map.of()),
                    nobody,
                    new ChannelPlaces(config, Map.of()),
                    LONG_AFTER,
                    (done, of) -> {});

            assertThat(report.count(BacktestWindow.Sight.UNDECIDED)).isEqualTo(300);
            assertThat(report.windows().getLast().reason()).startsWith("not asked any more");
        }
    }

    @Test
    void looksAtNothingThatIsNotDueYet() {
        String stream = newStream();
        EngineHouse.index(link, stream, errors(SINCE, 3));
        Rule rule = rule("r", stream, "window: 1m\nevery: 1m\ncondition: {count: hits, threshold: {above: 2}}\n");
        InstantSource early = InstantSource.fixed(SINCE.plusSeconds(134));

        BacktestReport report = Backtest.run(
                new BacktestAsk(rule, SINCE, UNTIL, Map.of()),
                link,
                new ChannelPlaces(config, Map.of()),
                early,
                (done, of) -> {});

        assertThat(report.lastEnd()).contains(SINCE.plusSeconds(60));
    }

    @Test
    void refusesMoreThanCanBeWaitedFor() {
        Rule rule =
                rule("r", "logs-a-tocsin", "window: 1m\nevery: 1s\ncondition: {count: hits, threshold: {above: 2}}\n");

        assertThatThrownBy(() -> test(rule, SINCE.minus(Duration.ofDays(30)), UNTIL, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 100000 windows every 1s");
    }
}
