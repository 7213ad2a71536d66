package dev.tocsin.alert.query;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How much may still be asked, and how long pages may wait for it, in any minute. Thread-safe. */
final class ContrastBudget {
    /** In a storm the others go without. */
    static final int MOST_ASKS = 10;

    private static final Duration SPAN = Duration.ofMinutes(1);

    private final Duration mostTime;
    private final Deque<Spent> spent = new ArrayDeque<>();

    private record Spent(Instant at, int asks, Duration time) {}

    /** @param mostTime in any minute */
    ContrastBudget(Duration mostTime) {
        this.mostTime = mostTime;
    }

    synchronized int asksLeft(Instant now) {
        forget(now);
        return Math.max(0, MOST_ASKS - spent.stream().mapToInt(Spent::asks).sum());
    }

    /** Zero if there is none. */
    synchronized Duration timeLeft(Instant now) {
        forget(now);
        Duration left = mostTime;
        for (Spent one : spent) {
            left = left.minus(one.time());
        }
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized void spend(Instant now, int asks, Duration time) {
        spent.addLast(new Spent(now, asks, time));
    }

    private void forget(Instant now) {
        spent.removeIf(one -> !one.at().plus(SPAN).isAfter(now));
    }
}
