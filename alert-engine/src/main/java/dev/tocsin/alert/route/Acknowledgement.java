package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody has an episode in hand: people are not reminded of it, unless it gets worse. Pure.
 *
 * @param severity that it had when it was acknowledged; null if it had none
 * @param by whom, as they say it and under which token
 * @param comment empty for none
 * @param until null until the episode ends
 */
public record Acknowledgement(
        String episode,
        @Nullable Severity severity,
        String by,
        String comment,
        Instant at,
        @Nullable Instant until) {
    public boolean isInForce(Instant now) {
        return until == null || now.isBefore(until);
    }

    /** Whether who gave it knows of as much: of its severity, or a milder one. */
    public boolean coversSeverity(@Nullable Severity other) {
        return severity == null || other == null || other.compareTo(severity) <= 0;
    }

    /** Whether nobody has to be told of it now: it is of this episode and no worse than what was acknowledged. */
    public boolean covers(AlertNotice notice, Instant now) {
        return notice.episodeId().equals(episode) && isInForce(now) && coversSeverity(notice.severity());
    }

    /** One clause for people, such as {@code acknowledged by kim until 2026-11-23 14:00:00 UTC: deploy}. */
    public String inWords() {
        return "acknowledged by " + by + (until == null ? "" : " until " + Wording.time(until))
                + (comment.isEmpty() ? "" : ": " + comment);
    }
}
