package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.SeenGroups;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.schedule.FireTimes;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.store.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of alerts over hours that a calendar leaves out: they stay, and what is waited for goes on behind them. */
class ClosedHoursStateTest {
    private static final String OFFICE = "office: {zone: UTC, days: {mon-fri: 08:00-18:00}}\n";

    /** A Friday, four windows before six: 17:56, 17:57, 17:58, 17:59. */
    private static final Instant BEFORE = Instant.parse("2026-11-27T17:55:00Z");

    private static final GroupKey HOST = new GroupKey(Map.of("host.name", "db-1"));

    private static Rule rule(String condition, String more) {
        return RulesForTests.within(OFFICE, """
                condition: {count: hits, threshold: {%s}}
                window: 1m
                every: 1m
                during: office
                """.formatted(condition) + more.replace(";", "\n") + "\n");
    }

    /** Windows one after the other, without the times of those who wait. */
    private static final class Watch {
        private final Rule rule;
        private final Map<GroupKey, AlertState> alerts = new LinkedHashMap<>();
        private final List<String> told = new ArrayList<>();
        private Instant lastEnd = BEFORE;

        Watch(Rule rule) {
            this.rule = rule;
        }

        void look(WindowAnswer answer) {
            Instant end = FireTimes.after(rule.schedule(), lastEnd).orElseThrow();
            Window window = new Window(end.minus(rule.window()), end);
            Turn turn = new Turn(
                    rule,
                    new Cursor(rule.name(), rule.version(), lastEnd, 0, null),
                    new DueWindows(null, List.of(window), true),
                    List.copyOf(alerts.values()),
                    List.of());
            Map<Ask, WindowAnswer> answers = new HashMap<>();
            answers.put(turn.ask(window), answer);
            Decision decision = Decider.decide(turn, answers, null, true, end, CycleSettings.STANDARD);
            decision.changed().forEach(state -> alerts.put(state.group(), state));
            decision.forgotten().forEach(alerts::remove);
            decision.transitions()
                    .forEach(transition ->
                            told.add(transition.at().toString().substring(8, 16) + " " + transition.kind()));
            lastEnd = decision.to();
        }
    }

    /** Of each window, the first of which ends at 17:56: b breaches, c is calm, n has no data. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            for: 5m           | bbbbbbbbb   | 27T17:56 PENDING, 30T08:01 FIRED                      | three minutes on Friday and two on Monday
            for: 1h           | bbbbcb      | 27T17:56 PENDING, 30T08:00 PENDING_DROPPED, 30T08:01 PENDING | calm on Monday: it begins anew
            for: 3m           | bbbbb       | 27T17:56 PENDING, 27T17:59 FIRED                      | in time
            for: 5m           | bbbbnbb     | 27T17:56 PENDING, 30T08:02 FIRED                      | a window without data is no minute either, and no weekend
            ''                | bcccbbbb    | 27T17:56 FIRED, 27T17:57 RESOLVED, 30T08:00 FIRED     |
            ''                | cccbbbbc    | 27T17:59 FIRED, 30T08:03 RESOLVED                     | what fires at closing time fires over the weekend
            ''                | cccbc       | 27T17:59 FIRED, 30T08:00 RESOLVED                     | the first window behind it may end it
            keepFiringFor: 5m | bccccccccc  | 27T17:56 FIRED, 27T17:57 RECOVERING, 30T08:02 RESOLVED | calm for two minutes on Friday and three on Monday
            keepFiringFor: 5m | bcccbc      | 27T17:56 FIRED, 27T17:57 RECOVERING, 30T08:00 RELAPSED, 30T08:01 RECOVERING |
            """)
    void whatIsWaitedForGoesOnBehindClosedHours(String more, String windows, String expected, String why) {
        Watch watch = new Watch(rule("above: 1", "noData: keep;" + more));

        for (char seen : windows.toCharArray()) {
            watch.look(
                    switch (seen) {
                        case 'b' -> new WindowAnswer.Counted(5);
                        case 'n' -> new WindowAnswer.NoData();
                        default -> new WindowAnswer.Counted(0);
                    });
        }

        assertThat(String.join(", ", watch.told)).as(why).isEqualTo(expected);
    }

    /** Without the calendar's hours a day of silence would be over by Monday, and nobody would have been told. */
    @Test
    void whoWasMissedOnFridayIsWaitedForOnMonday() {
        Watch watch = new Watch(rule("below: 1", "groupBy: [host.name];for: 5m;seenWithin: 24h"));
        watch.look(WindowAnswer.Grouped.ofHits(Map.of(HOST, 3L), 3));

        for (int i = 0; i < 10; i++) {
            watch.look(WindowAnswer.Grouped.ofHits(Map.of(), 3));
        }

        assertThat(watch.told).containsExactly("27T17:57 PENDING", "30T08:02 FIRED");
    }

    @Test
    void whoIsGoneEndsAfterADayOfOpenHours() {
        Watch watch = new Watch(rule("below: 1", "groupBy: [host.name];seenWithin: 11h"));
        watch.look(WindowAnswer.Grouped.ofHits(Map.of(HOST, 3L), 3));

        for (int i = 0; i < 1_000; i++) {
            watch.look(WindowAnswer.Grouped.ofHits(Map.of(), 3));
        }

        // Three minutes of Friday, ten hours of Monday, and what is left of Tuesday.
        assertThat(watch.told).containsExactly("27T17:57 FIRED", "01T08:57 EXPIRED");
        assertThat(watch.alerts).isEmpty();
    }

    /** Who was there before the first window was there when he was: that is no state that waits over closed hours. */
    @Test
    void whoWasSeenBeforeARuleBeganWasSeenThen() {
        Rule rule = rule("below: 1", "groupBy: [host.name]");
        Instant sunday = Instant.parse("2026-11-29T23:00:00Z");
        Instant monday = Instant.parse("2026-11-30T08:00:00Z");
        Window window = new Window(monday.minus(rule.window()), monday);
        Turn turn = new Turn(
                rule,
                new Cursor(rule.name(), "", Instant.parse("2026-11-28T12:00:00Z"), 0, null),
                new DueWindows(null, List.of(window), true),
                List.of(),
                List.of());

        Decision decision = Decider.decide(
                turn,
                Map.of(turn.ask(window), new WindowAnswer.Grouped(Map.of(), 3)),
                new SeenGroups.Seen(Map.of(HOST, sunday)),
                true,
                monday,
                CycleSettings.STANDARD);

        assertThat(decision.changed()).extracting(AlertState::lastSeen).containsExactly(sunday);
    }

    @Test
    void whoDiesWhileItIsClosedIsMissedByTheFirstWindow() {
        Watch watch = new Watch(rule("below: 1", "groupBy: [host.name];seenWithin: 24h"));
        for (int i = 0; i < 4; i++) {
            watch.look(WindowAnswer.Grouped.ofHits(Map.of(HOST, 3L), 3));
        }

        watch.look(WindowAnswer.Grouped.ofHits(Map.of(), 3));

        assertThat(watch.told).containsExactly("30T08:00 FIRED");
    }
}
