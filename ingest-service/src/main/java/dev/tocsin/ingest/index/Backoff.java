package dev.tocsin.ingest.index;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Pauses between tries: doubling up to a longest one, a random half of each so that many do not come at once. */
final class Backoff {
    /** Whatever answers, a proxy, say, can ask for an hour: then all events would wait so long after it is over. */
    private static final Duration MOST_ASKED = Duration.ofSeconds(30);

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

    /** The pause, or the longer one that the answer asks for; null if it asks for none. */
    static Duration longer(Duration pause, @Nullable Duration asked) {
        if (asked == null || asked.compareTo(pause) <= 0) {
            return pause;
        }
        return asked.compareTo(MOST_ASKED) > 0 ? MOST_ASKED : asked;
    }
}
