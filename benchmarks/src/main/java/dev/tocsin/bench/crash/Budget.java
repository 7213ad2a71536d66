package dev.tocsin.bench.crash;

import java.time.Duration;
import java.util.function.IntConsumer;

/** How often something may be played, and how long; once in any case. */
final class Budget {
    private final int most;
    private final long began = System.nanoTime();
    private final long deadline;
    private final IntConsumer told;
    private long firstBegan = began;
    private long lastEnded = began;
    private int runs;

    /** @param told each time, how often it was */
    Budget(int most, Duration time, IntConsumer told) {
        this.most = most;
        this.deadline = began + time.toNanos();
        this.told = told;
    }

    /** Whether there may be another after so many. */
    boolean allowsAfter(int newRuns) {
        long now = System.nanoTime();
        if (newRuns == 0) {
            firstBegan = now;
        }
        runs = newRuns;
        lastEnded = now;
        told.accept(newRuns);
        return newRuns == 0 || (newRuns < most && now < deadline);
    }

    /** How often it was played. */
    int runs() {
        return runs;
    }

    /** From the beginning of the first to the end of the last. */
    Duration played() {
        return Duration.ofNanos(lastEnded - firstBegan);
    }
}
