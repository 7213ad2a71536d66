package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.store.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoundOrderTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void rulesThatCatchUpADayDoNotHoldUpTheOthers() {
        // given: more than a round can take, and all before the healthy one by their names
        Stream<Turn> behind = IntStream.range(0, 84).mapToObj(i -> turn("behind-" + i, 1_300 + i, null));

        List<String> names = order(Stream.concat(behind, Stream.of(turn("healthy", 1, null))), 5_000);

        assertThat(names).startsWith("healthy", "behind-83", "behind-82").hasSize(1 + 83);
    }

    @Test
    void whoDoesNotFitIsPassedOver() {
        List<String> names = order(Stream.of(turn("a", 3, null), turn("b", 4, null), turn("c", 1, null)), 4);

        assertThat(names).containsExactly("c", "a");
    }

    @Test
    void whoIsAnHourBehindDoesNotHoldUpThoseThatAreCurrent() {
        List<String> names =
                order(Stream.of(turn("a-hour", 60, null), turn("b-minutes", 5, null), turn("healthy", 1, null)), 5_000);

        assertThat(names).containsExactly("healthy", "b-minutes", "a-hour");
    }

    @Test
    void eachIsAskedItsFirstWindowBeforeAnyIsAskedItsSecond() {
        List<Turn> turns = List.of(turn("a", 3, null), turn("b", 1, null), turn("c", 2, null));

        assertThat(RoundOrder.asksOf(turns))
                .extracting(ask -> ask.rule().name() + " " + ask.window().end())
                .containsExactly(
                        "a 2026-11-23T09:58:00Z",
                        "b 2026-11-23T10:00:00Z",
                        "c 2026-11-23T09:59:00Z",
                        "a 2026-11-23T09:59:00Z",
                        "a 2026-11-23T10:00:00Z",
                        "c 2026-11-23T10:00:00Z");
    }

    @Test
    void atLeastOneIsInARound() {
        assertThat(order(Stream.of(turn("a", 60, null)), 5)).containsExactly("a");
    }

    @Test
    void rulesThatFailComeLastAndThoseThatSettleDoNotFail() {
        List<String> names = order(
                Stream.of(
                        turn("b-fails", 1, failure("nobody", 1)),
                        turn("a-fails", 1, failure("nobody", 2)),
                        turn("settles", 1, failure(Decider.SETTLING, 3)),
                        turn("behind", 100, null)),
                5_000);

        assertThat(names).containsExactly("settles", "behind", "b-fails", "a-fails");
    }

    private static List<String> order(Stream<Turn> turns, int most) {
        return RoundOrder.of(turns, most).map(turn -> turn.rule().name()).toList();
    }

    private static Cursor.Failure failure(String reason, int retryAfter) {
        return new Cursor.Failure(TEN, reason, 1, TEN.plusSeconds(retryAfter));
    }

    private static Turn turn(String name, int windowsBehind, Cursor.@Nullable Failure failure) {
        Rule rule = RulesForTests.over(
                "logs",
                name,
                "condition: {count: hits, threshold: {above: 0}}\nwindow: 1m\nevery: 1m\ndelay: 15s\nnoData: ok\n");
        Cursor cursor = new Cursor(name, rule.version(), TEN.minusSeconds(60L * windowsBehind), 0, failure);
        DueWindows due = DueWindows.of(rule, cursor.lastEnd(), TEN.plusSeconds(15), Duration.ofHours(24), 60);
        return new Turn(rule, cursor, due, List.of(), List.of());
    }
}
