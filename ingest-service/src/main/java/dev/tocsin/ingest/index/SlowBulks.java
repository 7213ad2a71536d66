package dev.tocsin.ingest.index;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Knows how long bulks take, and which took much longer: than what is usual, or than those of other streams now. Large
 * ones are held against large ones. For one thread at a time.
 */
final class SlowBulks {
    private static final long LEAST_MILLIS = 1_000;
    private static final int MUCH_LONGER = 4;
    /** What a large bulk may take, where it is not known what they take. */
    private static final double LARGE_MILLIS = 1_250;

    private final RecentLeast large = new RecentLeast(Duration.ofMinutes(1).toMillis());
    private final RecentLeast small = new RecentLeast(Duration.ofMinutes(1).toMillis());
    private final LeastOfOthers largeOfOthers = new LeastOfOthers();
    private final LeastOfOthers smallOfOthers = new LeastOfOthers();

    /** @param stream the only one in the bulk; null if there were several */
    void answered(@Nullable String stream, long millis, boolean isLarge, long now) {
        (isLarge ? large : small).add(millis, now);
        (isLarge ? largeOfOthers : smallOfOthers).add(stream, millis, now);
    }

    /** From now on a stream is held against what is answered after this: what was quick before may be slow by now. */
    void searchBegins(long now) {
        largeOfOthers.forget(now);
        smallOfOthers.forget(now);
    }

    /** Whether a bulk of another stream was answered of late. */
    boolean hasOthers(String stream, long now) {
        return Double.isFinite(largeOfOthers.least(stream, now)) || Double.isFinite(smallOfOthers.least(stream, now));
    }

    /** Whether a bulk took so long that it is worth finding out whose doing that is. */
    boolean isSuspicious(long millis, boolean isLarge, long now) {
        double usual = usual(isLarge, large.least(now), small.least(now));
        double unknown = isLarge ? LARGE_MILLIS : 0;
        return isMuchLonger(millis, Double.isInfinite(usual) ? unknown : usual);
    }

    /** Whether a bulk of one stream took longer than others do since the search began. Where there was none, nobody is slow. */
    boolean isSlow(String stream, long millis, boolean isLarge, long now) {
        return isMuchLonger(millis, usual(isLarge, largeOfOthers.least(stream, now), smallOfOthers.least(stream, now)));
    }

    private static boolean isMuchLonger(long millis, double usual) {
        return millis > Math.max(LEAST_MILLIS, MUCH_LONGER * usual);
    }

    private static double usual(boolean isLarge, double ofLarge, double ofSmall) {
        double usual = isLarge ? ofLarge : ofSmall;
        if (Double.isFinite(usual)) {
            return usual;
        }
        return isLarge ? Math.max(LARGE_MILLIS, ofSmall) : ofLarge;
    }
}
