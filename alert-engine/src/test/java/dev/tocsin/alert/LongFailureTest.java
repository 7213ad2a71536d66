package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.SeenGroups;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a rule cannot be evaluated for: after a while somebody is told, if the rule says so. */
class LongFailureTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final String WHY = "1 of 5 shards failed";
    private static final CycleSettings SETTINGS =
            new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ofSeconds(15));
    private static final Rule RULE = RulesForTests.parse("""
            rule: silence
            query: {streams: [logs], lucene: 'a:b'}
            groupBy: [host.name]
            condition: {count: hits, threshold: {below: 1}}
            window: 5m
            every: 1m
            delay: 15s
            onError: alert
            """);

    /** What stands in the way. */
    enum Obstacle {
        THE_WINDOW,
        WHO_WAS_THERE_BEFORE,
        NOT_EVEN_TRIED
    }

    @ParameterizedTest
    @EnumSource
    void isToldOnceAndStandsInTheHistory(Obstacle obstacle) {
        Cursor cursor = new Cursor("silence", "", TEN.minusSeconds(60), 0, null);
        List<AlertState> alerts = List.of();
        List<Transition> told = new ArrayList<>();
        int undecided = 0;
        Instant now = TEN.plusSeconds(15);
        Instant end = now.plus(Duration.ofHours(1));
        while (now.isBefore(end)) {
            Decision decision = decide(obstacle, cursor, alerts, now);

            told.addAll(decision.transitions());
            undecided += decision.history().size();
            alerts = decision.changed().isEmpty() ? alerts : decision.changed();
            cursor = new Cursor("silence", decision.version(), decision.to(), 0, decision.failure());
            now = Objects.requireNonNull(decision.failure()).retryAt();
        }

        assertThat(told).extracting(Transition::kind).containsExactly(TransitionKind.ERROR);
        assertThat(told.getFirst().reason()).contains(WHY);
        assertThat(undecided).as("the window, and what was told").isEqualTo(2);
    }

    private static Decision decide(Obstacle obstacle, Cursor cursor, List<AlertState> alerts, Instant now) {
        DueWindows due = DueWindows.of(RULE, cursor.lastEnd(), now, SETTINGS.catchUp(), SETTINGS.chunk());
        Turn turn = new Turn(RULE, cursor, due, alerts, List.of());
        Ask first = turn.ask(due.windows().getFirst());
        return switch (obstacle) {
            case THE_WINDOW ->
                Decider.decide(turn, Map.of(first, new WindowAnswer.Undecided(WHY)), null, true, now, SETTINGS);
            case WHO_WAS_THERE_BEFORE ->
                Decider.decide(
                        turn,
                        Map.of(first, WindowAnswer.Grouped.ofHits(Map.of(), 0)),
                        new SeenGroups.Undecided(WHY),
                        true,
                        now,
                        SETTINGS);
            case NOT_EVEN_TRIED -> Decider.failed(turn, WHY, now, SETTINGS);
        };
    }
}
