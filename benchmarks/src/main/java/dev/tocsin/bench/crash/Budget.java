package dev.tocsin.bench.crash;

import java.time.Duration;
import java.util.function.IntConsumer;

/** How often something may be played, and how long; once in any case. */
final class Budget {
    private final int most;
    private final long deadline;
    private final IntConsumer told;

    /** @param told each time, how often it was */
    Budget(int most, Duration time, IntConsumer told) {
        this.most = most;
        this.deadline = System.nanoTime() + time.toNanos();
        this.told = told;
    }

    /** Whether there may be another after so many. */
    boolean allowsAfter(int runs) {
        told.accept(runs);
        return runs == 0 || (runs < most && System.nanoTime() < deadline);
    }
}
