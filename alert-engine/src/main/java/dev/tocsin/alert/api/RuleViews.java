package dev.tocsin.alert.api;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far the rules are, as the database says. */
public interface RuleViews {
    /**
     * How far one rule is.
     *
     * @param version that moved it last
     * @param lastEnd end of the last window done
     * @param failingSince null while it can be evaluated
     * @param failingReason in words; null while it can be evaluated
     * @param tries to evaluate the next window that failed
     * @param retryAt null while it can be evaluated
     */
    record Progress(
            String version,
            Instant lastEnd,
            @Nullable Instant failingSince,
            @Nullable String failingReason,
            int tries,
            @Nullable Instant retryAt) {}

    /** By rule; a rule that never ran has none. */
    Map<String, Progress> progress();

    /** The time of the database, by which windows become due. */
    Instant now();
}
