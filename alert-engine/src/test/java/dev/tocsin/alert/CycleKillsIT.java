package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.route.IntentId;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Engines that die anywhere, again and again, and several that work on the same rules at once: what comes out is what
 * comes out of one that is left alone. Every window once, every transition once, every page once.
 */
class CycleKillsIT {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final int MINUTES = 30;
    private static final String STREAM = "logs-itkills" + Long.toHexString(System.nanoTime()) + "-tocsin";
    private static EngineHouse house;
    private static ElasticLink link;
    private static List<Rule> rules;
    private static Outcome undisturbed;

    /** All that a run leaves behind. */
    private record Outcome(List<String> windows, List<String> transitions, List<String> intents) {
        static Outcome now() {
            return new Outcome(house.windows(), house.transitions(), house.intentIds());
        }
    }

    @BeforeAll
    static void runUndisturbed() {
        house = new EngineHouse();
        link = ElasticsearchForTests.link();
        EngineHouse.createIndex(link, STREAM);
        EngineHouse.index(link, STREAM, events(new Random(42)));
        rules = List.of(
                rule("plain", "window: 1m\ncondition: {count: hits, threshold: {above: 5}}\n"),
                rule(
                        "waiting",
                        "window: 2m\ncondition: {count: hits, threshold: {above: 5}}\nfor: 2m\nkeepFiringFor: 2m\n"),
                rule(
                        "levels",
                        "window: 1m\ngroupBy: [host.name]\ncondition: {count: hits, threshold: {warning: {above: 1}, critical: {above: 4}}}\n"),
                rule(
                        "missed",
                        "window: 3m\ngroupBy: [host.name]\nseenWithin: 10m\ncondition: {count: hits, threshold: {below: 2}}\n"),
                rule("each", "window: 1m\ncondition: each\n"),
                rule("empty", "window: 1m\ncondition: {count: hits, threshold: {above: 500}}\nnoData: alert\n"));
        house.time.set(START);
        AlertCycle engine = house.engine(link, rules);
        for (int minute = 0; minute <= MINUTES; minute++) {
            house.time.set(START.plusSeconds(60L * minute));
            engine.run();
        }
        undisturbed = Outcome.now();
        assertThat(undisturbed.windows()).hasSize(rules.size() * (MINUTES + 1));
        assertThat(undisturbed.transitions()).as("a day worth testing").hasSizeGreaterThan(60);
    }

    @AfterAll
    static void stop() {
        link.close();
        house.close();
    }

    private static Rule rule(String name, String rest) {
        return RulesForTests.parse("rule: %s\nquery: {streams: [%s], lucene: 'log.level:ERROR'}\nevery: 1m\n%s"
                .formatted(name, STREAM, rest));
    }

    private static List<Event> events(Random random) {
        List<Event> events = new ArrayList<>();
        int mood = 0;
        for (int minute = -10; minute < MINUTES; minute++) {
            mood = random.nextInt(4) == 0 ? random.nextInt(12) : mood;
            for (int i = 0; i < mood; i++) {
                events.add(new Event(
                        START.plusSeconds(60L * minute).plusMillis(random.nextInt(60_000)),
                        "\"log.level\":\"ERROR\",\"message\":\"m\",\"host.name\":\"h%d\""
                                .formatted(random.nextInt(4))));
            }
        }
        return events;
    }

    /** Slices of a window or of some: with little memory nearly every decision is a transaction of its own. */
    private static CycleSettings settings(int chunk, Random random) {
        return new CycleSettings(
                Duration.ofHours(24), chunk, Duration.ofMinutes(2), Duration.ZERO, 1 << random.nextInt(16));
    }

    @RepeatedTest(4)
    void deathsChangeNothing(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        house.empty();
        house.settings = settings(60, random);
        int deaths = 0;
        AlertCycle engine = mortal(random);
        for (int minute = 0; minute <= MINUTES; minute++) {
            house.time.set(START.plusSeconds(60L * minute));
            boolean isDone = false;
            for (int attempt = 0; !isDone && attempt < 12; attempt++) {
                try {
                    engine.run();
                    isDone = true;
                } catch (Killed e) {
                    deaths++;
                    // The lease of the dead has to run out before the next one goes on.
                    house.time.pass(EngineHouse.LEASE.plusMillis(1));
                    engine = attempt < 9 ? mortal(random) : house.engine(link, rules);
                }
            }
        }

        assertThat(deaths).isGreaterThan(8);
        assertThat(Outcome.now()).as("seed %d", run.getCurrentRepetition()).isEqualTo(undisturbed);
    }

    private static AlertCycle mortal(Random random) {
        return house.engine(
                link,
                rules,
                step -> {
                    if (random.nextInt(14) == 0) {
                        throw new Killed("after " + step);
                    }
                },
                () -> {
                    if (random.nextInt(8) == 0) {
                        throw new Killed("in the transaction");
                    }
                });
    }

    /** Each engine's lease runs out in the middle of its work, and the other one goes on: both commit what they can. */
    @RepeatedTest(3)
    void racesChangeNothing(RepetitionInfo run) {
        Random random = new Random(1000 + run.getCurrentRepetition());
        house.empty();
        house.settings = settings(60, random);
        AlertCycle second = house.engine(link, rules);
        int[] depth = new int[1];
        AlertCycle first = house.engine(link, rules, step -> {
            if (depth[0] == 0 && random.nextInt(4) == 0) {
                depth[0]++;
                house.time.pass(EngineHouse.LEASE.plusMillis(1));
                second.run();
                house.time.pass(EngineHouse.LEASE.plusMillis(1));
                depth[0]--;
            }
        });
        for (int minute = 0; minute <= MINUTES; minute++) {
            house.time.set(START.plusSeconds(60L * minute));
            (random.nextBoolean() ? first : second).run();
            house.time.pass(Duration.ofSeconds(2));
            first.run();
            house.time.pass(Duration.ofSeconds(2));
            second.run();
        }

        assertThat(Outcome.now())
                .as("seed %d", 1000 + run.getCurrentRepetition())
                .isEqualTo(undisturbed);
    }

    /** Looks come late and in lumps: windows and transitions are the same, pages are fewer and tell the same ends. */
    @RepeatedTest(4)
    void pausesChangeNoWindowAndNoTransition(RepetitionInfo run) {
        Random random = new Random(2000 + run.getCurrentRepetition());
        house.empty();
        house.settings = settings(1 + random.nextInt(5), random);
        house.time.set(START);
        house.engine(link, rules).run();
        int minute = 0;
        while (minute < MINUTES) {
            minute = Math.min(MINUTES, minute + 1 + random.nextInt(8));
            house.time.set(START.plusSeconds(60L * minute));
            house.engine(link, rules).run();
        }

        assertThat(house.windows()).isEqualTo(undisturbed.windows());
        assertThat(house.transitions())
                .as("seed %d", 2000 + run.getCurrentRepetition())
                .isEqualTo(undisturbed.transitions());
        assertThat(undisturbed.intents())
                .containsAll(house.notices().stream()
                        .filter(notice -> !notice.getString("kind").equals("EVENT"))
                        .map(notice -> IntentId.of(
                                "slack",
                                notice.getString("episodeId"),
                                TransitionKind.valueOf(notice.getString("kind")),
                                Instant.parse(notice.getJsonObject("window").getString("end"))))
                        .toList());
    }
}
