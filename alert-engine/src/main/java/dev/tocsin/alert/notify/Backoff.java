package dev.tocsin.alert.notify;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after failures in a row: doubling up to a cap, the upper half of it by chance. */
public record Backoff(Duration first, Duration cap) {
    private static final int MOST_DOUBLINGS = 30;

    public static Backoff standard() {
        return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(2));
    }

    /** @param failures from 1 */
    public Duration after(int failures, RandomGenerator random) {
        int doublings = Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
        Duration full = first.multipliedBy(1L << doublings);
        long millis = (full.compareTo(cap) > 0 ? cap : full).toMillis();
        return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
    }
}
