package dev.tocsin.ingest.index;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** One of {@link HeldStreams}: its events, oldest trouble first, and what is known of it. Guarded by them. */
final class HeldStream {
    private static final int QUICK_AGAIN = 3;

    final Deque<Delivery> waiting = new ArrayDeque<>();
    final LeftRange left = new LeftRange();
    /** Of those that wait. */
    long bytes;

    Instant due;
    Instant since;
    int trials;
    boolean refused;
    boolean inTrouble;
    int failures;
    Pace pace = Pace.USUAL;
    private int quickOnes;
    private boolean tookLong;

    HeldStream(Instant now) {
        this.due = now;
        this.since = now;
    }

    /** Otherwise only what waits is still to go. */
    boolean takesNew() {
        return inTrouble || pace != Pace.USUAL || !left.isEmpty();
    }

    boolean isOnTrial() {
        return trials > 0;
    }

    boolean isSilent() {
        return !isOnTrial() && hasNone();
    }

    /** Neither waits anything here, nor is it on its way. */
    boolean isIdle() {
        return !isOnTrial() && waiting.isEmpty();
    }

    /** Neither here nor in the journal. */
    boolean hasNone() {
        return waiting.isEmpty() && left.isEmpty();
    }

    /** Nothing is wrong with it any more; of what was left behind there is still some. */
    boolean isCatchingUp() {
        return !inTrouble && pace == Pace.USUAL && !left.isEmpty();
    }

    boolean isSlow() {
        return pace == Pace.SLOW;
    }

    /** It was in a bulk that took long. */
    void suspect(Instant now) {
        if (pace == Pace.USUAL) {
            pace = Pace.SUSPECT;
            tookLong = false;
            since = now;
        }
    }

    /** A bulk of its own took longer than others. */
    void slow(Instant now) {
        pace = Pace.SLOW;
        quickOnes = 0;
        since = now;
    }

    /** A bulk of its own took long, but so did those of others, if there were any. */
    void longAsOthers(Instant now) {
        // Once more: others may have had no place before it.
        boolean isSure = pace != Pace.SUSPECT || tookLong;
        tookLong = true;
        since = now;
        if (isSure) {
            quick(now);
        }
    }

    /** A bulk of its own did not take long. */
    void quick(Instant now) {
        since = now;
        if (pace == Pace.SUSPECT || ++quickOnes >= QUICK_AGAIN) {
            pace = Pace.USUAL;
        }
    }

    /** What is known of how long bulks of a stream take. */
    enum Pace {
        USUAL,
        SUSPECT,
        SLOW
    }
}
