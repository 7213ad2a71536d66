package dev.tocsin.ingest.index;

import java.time.Duration;

/**
 * Knows how long bulks take that are quick, and which took much longer. Large ones are held against large ones. For one
 * thread at a time.
 */
final class SlowBulks {
    private static final long LEAST_MILLIS = 1_000;
    private static final int MUCH_LONGER = 4;
    /** What a large bulk may take, where it is not known what they take. */
    private static final double LARGE_MILLIS = 1_250;

    private final RecentLeast large = new RecentLeast(Duration.ofMinutes(1).toMillis());
    private final RecentLeast small = new RecentLeast(Duration.ofMinutes(1).toMillis());

    /** A bulk that was not slow. */
    void quick(long millis, boolean isLarge, long now) {
        (isLarge ? large : small).add(millis, now);
    }

    /** Whether a bulk of many streams took so long that it is worth finding out whose doing that is. */
    boolean isSuspicious(long millis, boolean isLarge, long now) {
        double usual = usual(isLarge, now);
        double unknown = isLarge ? LARGE_MILLIS : 0;
        return isMuchLonger(millis, Double.isInfinite(usual) ? unknown : usual);
    }

    /** Whether a bulk of one stream took longer than others do. Where none was quick of late, nobody is slow. */
    boolean isSlow(long millis, boolean isLarge, long now) {
        return isMuchLonger(millis, usual(isLarge, now));
    }

    private static boolean isMuchLonger(long millis, double usual) {
        return millis > Math.max(LEAST_MILLIS, MUCH_LONGER * usual);
    }

    private double usual(boolean isLarge, long now) {
        double usual = (isLarge ? large : small).least(now);
        if (Double.isFinite(usual)) {
            return usual;
        }
        return isLarge ? Math.max(LARGE_MILLIS, small.least(now)) : large.least(now);
    }
}
