package dev.tocsin.ingest.index;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The least time that a bulk of another stream took, in the present half minute and the one before it. For one thread. */
final class LeastOfOthers {
    private static final long PERIOD = Duration.ofSeconds(30).toMillis();

    private Quickest present = new Quickest();
    private Quickest before = new Quickest();
    private long began;

    void forget(long now) {
        present = new Quickest();
        before = new Quickest();
        began = now;
    }

    /** @param stream the only one in the bulk; null if there were several */
    void add(@Nullable String stream, long millis, long now) {
        turnTo(now);
        present.add(stream == null ? "" : stream, millis);
    }

    /** Infinite if only this stream was answered. */
    double least(String stream, long now) {
        turnTo(now);
        return Math.min(present.without(stream), before.without(stream));
    }

    private void turnTo(long now) {
        if (now - began >= PERIOD) {
            before = now - began < 2 * PERIOD ? present : new Quickest();
            present = new Quickest();
            began = now;
        }
    }

    /** Of the quickest stream, and of the quickest of all the rest. */
    private static final class Quickest {
        private String stream = "";
        private double least = Double.POSITIVE_INFINITY;
        private double ofTheRest = Double.POSITIVE_INFINITY;

        void add(String added, double millis) {
            if (added.equals(stream)) {
                least = Math.min(least, millis);
            } else if (millis < least) {
                ofTheRest = least;
                least = millis;
                stream = added;
            } else {
                ofTheRest = Math.min(ofTheRest, millis);
            }
        }

        double without(String left) {
            return left.equals(stream) ? ofTheRest : least;
        }
    }
}
