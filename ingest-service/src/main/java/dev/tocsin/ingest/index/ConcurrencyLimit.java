package dev.tocsin.ingest.index;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How many bulks may be on the way at a time: one more after a round of answers while all were used, half as many after
 * a push back, and as many as were answered well when answers take twice as long as the best of late. Times are of
 * {@link System#nanoTime}. For one thread at a time.
 */
final class ConcurrencyLimit {
    /** So many answers are held against those before: one alone says little, what Elasticsearch needs differs widely. */
    static final int ROUND = 8;

    private static final int LEAST = 2;
    private static final double MUCH_LONGER = 2;
    /** Of what was answered well: else what is found would be a little more each time. */
    private static final double BELOW = 0.9;

    private final int least;
    private final int most;
    private final RecentLeast best = new RecentLeast(Duration.ofMinutes(1).toNanos());
    private final List<Double> round = new ArrayList<>();
    private int whenAllWereUsed;
    private int bulks;
    private long since;

    ConcurrencyLimit(int most, long now) {
        this.least = Math.min(LEAST, most);
        this.most = most;
        this.bulks = least;
        this.since = now;
    }

    int bulks() {
        return bulks;
    }

    /**
     * A bulk was answered well. One that is not large says nothing: who sends those has nothing that waits.
     *
     * @param size how much of a full one it was
     * @param used how many were on the way when the answer came, this one with them
     * @return whether the limit is lower now
     */
    boolean answered(double size, int used, long sent, long now) {
        if (size < IndexSettings.LARGE || isOfBefore(sent)) {
            return false;
        }
        round.add((now - sent) / size);
        whenAllWereUsed += used >= bulks ? 1 : 0;
        if (round.size() < Math.max(ROUND, bulks)) {
            return false;
        }
        double usual = round.stream().sorted().toList().get(round.size() / 2);
        boolean allWereUsed = whenAllWereUsed * 2 > round.size();
        beginRound();
        best.add(usual, now);
        double good = best.least(now);
        if (usual > MUCH_LONGER * good) {
            // With more than it can work on at once, an answer takes the longer the more there are.
            return lowerTo((int) (bulks * Math.max(0.5, BELOW * good / usual)), now);
        }
        if (allWereUsed && bulks < most) {
            changeTo(bulks + 1, now);
        }
        return false;
    }

    /**
     * A bulk, of whatever size, was refused because there is too much to do, or has no answer.
     *
     * @return whether the limit is lower now
     */
    boolean pushedBack(long sent, long now) {
        return !isOfBefore(sent) && lowerTo(bulks / 2, now);
    }

    /** Whether it was sent under another limit: then it says nothing about this one. */
    private boolean isOfBefore(long sent) {
        return sent - since < 0;
    }

    private boolean lowerTo(int fewer, long now) {
        int lower = Math.max(least, fewer);
        if (lower >= bulks) {
            return false;
        }
        changeTo(lower, now);
        return true;
    }

    private void changeTo(int other, long now) {
        bulks = other;
        since = now;
        beginRound();
    }

    private void beginRound() {
        round.clear();
        whenAllWereUsed = 0;
    }
}
