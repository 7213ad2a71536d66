package dev.tocsin.alert.notify;

import java.time.Duration;

/** Until when something has to be over, whatever a clock on the wall does meanwhile. */
public record Deadline(long nanos) {
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Zero once it is over. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    public boolean isOver() {
        return left().isZero();
    }

    /** What a step may take, that others may have something too. */
    public Duration leftAtMost(Duration most) {
        Duration left = left();
        return left.compareTo(most) < 0 ? left : most;
    }
}
