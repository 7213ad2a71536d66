package dev.tocsin.alert.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule is not to be evaluated for a while. All times are the database's.
 *
 * @param until null until somebody resumes it
 * @param by who said so
 * @param comment why; may be empty
 */
public record Pause(Instant since, @Nullable Instant until, String by, String comment) {
    public boolean isOver(Instant now) {
        return until != null && !until.isAfter(now);
    }

    public String inWords() {
        return "paused by " + by + " from " + since + (until == null ? "" : " until " + until)
                + (comment.isEmpty() ? "" : ": " + comment);
    }
}
