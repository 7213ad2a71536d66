package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.schedule.FireTimes;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.store.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host that dies while nobody looks: at night, over the weekend, in an outage. The next window that looks misses it. */
class AbsenceTest {
    private static final GroupKey HOST = new GroupKey(Map.of("host.name", "db-1"));
    private static final Instant FRIDAY = Instant.parse("2026-10-23T12:00:00Z");
    private static final List<String> SCHEDULES = List.of(
            "every: 1m\nwindow: 1m",
            "every: 1m\nwindow: 5m",
            "every: 2d\nwindow: 2d",
            "every: 1h\nwindow: 10m",
            "cron: \"0 9 * * MON\"\nwindow: 1h",
            "cron: \"0 9 * * MON\"\nwindow: 7d",
            "cron: \"0 */4 * * MON-FRI\"\nwindow: 4h",
            "cron: \"0 9 * * *\"\nzone: Europe/Berlin\nwindow: 25h",
            "cron: \"0 9 * * *\"\nzone: Europe/Berlin\nwindow: 24h");

    private static Rule rule(String schedule, String more) {
        return RulesForTests.rule("""
                groupBy: [host.name]
                condition: {count: hits, threshold: {below: 1}}
                delay: 15s
                """ + schedule + "\n" + more);
    }

    /** What an engine knows of one rule between two windows. */
    private static final class Watch {
        private final Rule rule;
        private final Map<GroupKey, AlertState> alerts = new LinkedHashMap<>();
        private final List<String> told = new ArrayList<>();
        private Instant lastEnd;

        Watch(Rule rule, Instant start) {
            this.rule = rule;
            this.lastEnd = start;
        }

        Instant next() {
            return FireTimes.after(rule.schedule(), lastEnd).orElseThrow();
        }

        /** One window, and before it windows that are given up. */
        void look(DueWindows.@Nullable Gap gap, Instant end, boolean isThere) {
            Window window = new Window(end.minus(rule.window()), end);
            Turn turn = new Turn(
                    rule,
                    new Cursor(rule.name(), rule.version(), lastEnd, 0, null),
                    new DueWindows(gap, List.of(window), true),
                    List.copyOf(alerts.values()),
                    List.of());
            Map<Ask, WindowAnswer> answers = new HashMap<>();
            answers.put(turn.ask(window), WindowAnswer.Grouped.ofHits(isThere ? Map.of(HOST, 3L) : Map.of(), 9));
            Decision decision = Decider.decide(turn, answers, null, true, end.plusSeconds(15), CycleSettings.STANDARD);
            decision.changed().forEach(state -> alerts.put(state.group(), state));
            decision.forgotten().forEach(alerts::remove);
            decision.transitions().stream()
                    .filter(transition -> transition.group().equals(HOST))
                    .forEach(this::note);
            lastEnd = decision.to();
        }

        private void note(Transition transition) {
            told.add(transition.at() + " " + transition.kind());
        }

        void look(boolean isThere) {
            look(null, next(), isThere);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * * MON          | 1h | 2026-11-16T08:00:00Z | 2026-11-23T09:00:00Z FIRED, 2026-11-30T09:00:00Z EXPIRED
            */5 8-18 * * MON-FRI | 5m | 2026-11-20T18:50:00Z | 2026-11-23T08:00:00Z FIRED, 2026-11-24T08:00:00Z EXPIRED
            0 9 * * *            | 1h | 2026-11-16T08:00:00Z | 2026-11-17T09:00:00Z FIRED, 2026-11-18T09:00:00Z EXPIRED
            """)
    void whoIsGoneAfterABreakIsMissedAndThenForgotten(String cron, String window, Instant before, String expected) {
        Watch watch = new Watch(rule("cron: \"%s\"\nwindow: %s".formatted(cron, window), ""), before);
        watch.look(true);

        for (int i = 0; i < 200; i++) {
            watch.look(false);
        }

        assertThat(String.join(", ", watch.told)).isEqualTo(expected);
        assertThat(watch.alerts).isEmpty();
    }

    @Test
    void whatIsWaitedForIsWaitedForAfterABreak() {
        Watch watch = new Watch(
                rule("cron: \"*/5 8-18 * * MON-FRI\"\nwindow: 5m", "for: 1h"), Instant.parse("2026-11-20T18:50:00Z"));
        watch.look(true);

        for (int i = 0; i < 20; i++) {
            watch.look(false);
        }

        assertThat(watch.told).containsExactly("2026-11-23T08:00:00Z PENDING", "2026-11-23T09:00:00Z FIRED");
    }

    /** The oracle knows nothing of time: there in one window that was looked at and not in the next is missed. */
    @RepeatedTest(100)
    void whoeverWasThereInOneWindowAndIsNotInTheNextIsMissed(RepetitionInfo run) {
        long seed = run.getCurrentRepetition();
        Random random = new Random(seed);
        Rule rule = rule(SCHEDULES.get(random.nextInt(SCHEDULES.size())), "");
        Watch watch = new Watch(rule, FRIDAY);
        List<String> expected = new ArrayList<>();
        boolean wasThere = false;
        for (int i = 0; i < 60; i++) {
            boolean isThere = random.nextInt(3) > 0;
            DueWindows.@Nullable Gap gap = null;
            if (random.nextInt(5) == 0) {
                Instant upTo = watch.next();
                for (int skipped = random.nextInt(4_000); skipped > 0 && upTo.isBefore(end(watch)); skipped--) {
                    upTo = FireTimes.after(rule.schedule(), upTo).orElseThrow();
                }
                gap = new DueWindows.Gap(watch.lastEnd, upTo);
            }
            Instant end = FireTimes.after(rule.schedule(), gap == null ? watch.lastEnd : gap.upTo())
                    .orElseThrow();
            watch.look(gap, end, isThere);
            if (wasThere && !isThere) {
                expected.add(end + " FIRED");
            }
            wasThere = isThere;
        }

        assertThat(watch.told.stream().filter(line -> line.endsWith(" FIRED")).toList())
                .as("seed %d, %s", seed, rule.schedule().inWords())
                .isEqualTo(expected);
    }

    private static Instant end(Watch watch) {
        return watch.lastEnd.plus(Duration.ofDays(20));
    }
}
