package dev.tocsin.alert;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long a rule that failed waits before it is tried again: doubled with each try up to half a minute, and up to a half
 * less, so that rules that failed together do not all come back in the same moment. The same rule and try always wait
 * the same; pure.
 */
final class RetryPause {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 8;

    private RetryPause() {}

    /** @param tries that failed, at least one */
    static Duration after(String rule, int tries) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
        long most = (doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled).toMillis();
        // A generator with a seed is a hash that spreads well: neither a clock nor chance comes in.
        long less = new SplittableRandom(31L * rule.hashCode() + tries).nextLong(most / 2);
        return Duration.ofMillis(most - less);
    }
}
