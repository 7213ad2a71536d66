package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.store.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is in a round, and who waits for the next. */
class RoundTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static Turn turn(String name, Duration behind, Cursor.@Nullable Failure failure) {
        Rule rule = RulesForTests.parse("""
                rule: %s
                query: {service: shop, lucene: 'log.level:ERROR'}
                condition: {count: hits, threshold: {above: 1}}
                window: 1m
                every: 1m
                delay: 0s
                """.formatted(name));
        Instant lastEnd = NOW.minus(behind);
        return new Turn(
                rule,
                new Cursor(name, rule.version(), lastEnd, 0, failure),
                DueWindows.of(rule, lastEnd, NOW, Duration.ofHours(24), 60),
                List.of(),
                List.of());
    }

    private static List<String> round(int most, List<Turn> turns) {
        return turns.stream()
                .gather(AlertCycle.ofOneRound(most))
                .map(turn -> turn.rule().name())
                .toList();
    }

    @Test
    void rulesThatHaveLongToCatchUpHoldUpNoneThatIsDueNow() {
        List<Turn> turns = new ArrayList<>();
        for (int rule = 0; rule < 20; rule++) {
            turns.add(turn("a" + rule, Duration.ofHours(23), null));
        }
        turns.add(turn("z", Duration.ofMinutes(1), null));

        assertThat(round(300, turns)).hasSize(5).startsWith("z");
    }

    @Test
    void whoIsFurthestBehindCatchesUpFirstAndWhoDoesNotFitIsPassedOver() {
        List<Turn> turns = List.of(
                turn("a", Duration.ofHours(3), null),
                turn("b", Duration.ofHours(9), null),
                turn("c", Duration.ofMinutes(30), null),
                turn("d", Duration.ofMinutes(50), null));

        assertThat(round(100, turns)).containsExactly("d", "c");
        assertThat(round(60, turns.subList(0, 2))).containsExactly("b");
        assertThat(round(10, turns.subList(0, 2))).as("one at least").containsExactly("b");
    }

    @Test
    void whoFailsComesAfterWhoDoesNotAndFirstWhoWaitedLongest() {
        List<Turn> turns = List.of(
                turn("a", Duration.ofMinutes(2), new Cursor.Failure(NOW, "x", 1, NOW.minusSeconds(1))),
                turn("b", Duration.ofMinutes(2), new Cursor.Failure(NOW, "x", 1, NOW.minusSeconds(9))),
                turn("c", Duration.ofMinutes(2), null));

        assertThat(round(100, turns)).containsExactly("c", "b", "a");
    }
}
