package dev.tocsin.ingest.index;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between tries: doubling up to a longest one, a random half of each so that many do not come at once. */
final class Backoff {
    private final Duration first;
    private final Duration last;
    private final RandomGenerator random;

    Backoff(Duration first, Duration last, RandomGenerator random) {
        this.first = first;
        this.last = last;
        this.random = random;
    }

    /** @param failures so far, from 1 */
    Duration after(int failures) {
        long longest = last.toMillis();
        long full = Math.min(longest, first.toMillis() << Math.clamp(failures - 1, 0, 20));
        long half = Math.max(1, full / 2);
        return Duration.ofMillis(half + random.nextLong(half + 1));
    }
}
