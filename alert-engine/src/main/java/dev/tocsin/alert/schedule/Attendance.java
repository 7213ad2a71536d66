package dev.tocsin.alert.schedule;

import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.alert.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a rule is really evaluated, so that what fires by it may be taken for what is so now. Pure. */
public final class Attendance {
    /** What a restart, an engine that takes over, or a search that has to be repeated may cost. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private Attendance() {}

    /**
     * Why it is not; empty if it is.
     *
     * @param rule one in force
     * @param lastEnd end of its last window that was evaluated; null if it is about to begin
     * @param failingSince null while it can be evaluated
     * @param pause that holds now; null if it is not paused
     * @param now of the database
     */
    public static Optional<String> whyNot(
            Rule rule, @Nullable Instant lastEnd, @Nullable Instant failingSince, @Nullable Pause pause, Instant now) {
        if (pause != null) {
            return Optional.of("its rule is " + pause.inWords());
        }
        if (failingSince != null) {
            // One that has just begun is late by its first window.
            return isLongAgo(failingSince, now)
                    ? Optional.of("its rule has been failing since " + failingSince)
                    : Optional.empty();
        }
        return Optional.ofNullable(lastEnd)
                .flatMap(end -> DueWindows.nextDue(rule, end))
                .filter(due -> isLongAgo(due, now))
                .map(due -> "its rule should have been evaluated at " + due + ", more than " + DurationText.of(PATIENCE)
                        + " ago");
    }

    private static boolean isLongAgo(Instant time, Instant now) {
        return time.plus(PATIENCE).isBefore(now);
    }
}
