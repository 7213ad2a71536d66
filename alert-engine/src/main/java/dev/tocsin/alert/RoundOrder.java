package dev.tocsin.alert;

import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.store.Cursor;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Gatherer;
import java.util.stream.Stream;

/** Which turns share a round, and who is asked first; pure. */
final class RoundOrder {
    /**
     * Searches that get no answer end a round before all have been asked: so rules that fail come last. Pauses differ from
     * try to try, so that it is not always the same of them that come too late. Of the others first those that are
     * current after their turn, or rules that have a day to catch up would keep them waiting for as long as that takes; and
     * of these those that have the least to ask, or one that is an hour behind would come before all that are current.
     */
    private static final Comparator<Turn> FIRST = Comparator.comparing(RoundOrder::failing)
            .thenComparing(turn -> !turn.due().reachesNow())
            .thenComparing(turn -> turn.due().windows().size())
            .thenComparing(RoundOrder::oldest)
            .thenComparing(turn -> turn.rule().name());

    private RoundOrder() {}

    /** @param most windows of all; who does not fit is left out, and at least one is in it */
    static Stream<Turn> of(Stream<Turn> turns, int most) {
        return turns.sorted(FIRST).gather(upTo(most));
    }

    /**
     * In which order they are asked: each is asked its first window before any is asked its second, for there may be memory
     * for a few windows only.
     */
    static List<Ask> asksOf(List<Turn> turns) {
        return Stream.concat(
                        turns.stream().flatMap(turn -> turn.asks().stream().limit(1)),
                        turns.stream().flatMap(turn -> turn.asks().stream().skip(1)))
                .toList();
    }

    private static Instant failing(Turn turn) {
        Cursor.Failure failure = turn.cursor().failure();
        // One that settles was answered.
        return failure == null || Decider.isSettling(failure.reason()) ? Instant.MIN : failure.retryAt();
    }

    private static Instant oldest(Turn turn) {
        return turn.due().windows().isEmpty()
                ? Instant.MIN
                : turn.due().windows().getFirst().end();
    }

    private static Gatherer<Turn, ?, Turn> upTo(int most) {
        return Gatherer.ofSequential(() -> new int[1], (taken, turn, downstream) -> {
            int windows = turn.due().windows().size();
            if (taken[0] > 0 && taken[0] + windows > most) {
                return true;
            }
            taken[0] += windows;
            return downstream.push(turn);
        });
    }
}
