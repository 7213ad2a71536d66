package dev.tocsin.alert.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a rule is.
 *
 * @param version of the rule that moved it last
 * @param lastEnd end of the last window done
 * @param fence of the lease under which it was moved last
 * @param failure null while the rule can be evaluated
 */
public record Cursor(
        String rule,
        String version,
        Instant lastEnd,
        long fence,
        @Nullable Failure failure) {
    /**
     * The next window cannot be decided.
     *
     * @param since first time, by the database's clock
     * @param tries so far
     * @param retryAt not to be tried before
     */
    public record Failure(Instant since, String reason, int tries, Instant retryAt) {}
}
