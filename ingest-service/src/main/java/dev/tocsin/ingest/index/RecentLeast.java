package dev.tocsin.ingest.index;

/** The least of what was seen in the present period and in the one before it, in any unit of time. For one thread. */
final class RecentLeast {
    private final long period;
    private long began;
    private double present = Double.POSITIVE_INFINITY;
    private double before = Double.POSITIVE_INFINITY;

    RecentLeast(long period) {
        this.period = period;
    }

    void add(double value, long now) {
        turnTo(now);
        present = Math.min(present, value);
    }

    /** Infinite if nothing was seen lately. */
    double least(long now) {
        turnTo(now);
        return Math.min(present, before);
    }

    private void turnTo(long now) {
        long passed = now - began;
        // Backwards too: a clock that was set back would keep what it saw until it is there again.
        if (passed < 0 || passed >= period) {
            before = passed >= 0 && passed < 2 * period ? present : Double.POSITIVE_INFINITY;
            present = Double.POSITIVE_INFINITY;
            began = now;
        }
    }
}
