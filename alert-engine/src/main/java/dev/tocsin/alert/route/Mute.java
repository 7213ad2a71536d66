package dev.tocsin.alert.route;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a route is muted at an instant.
 *
 * @param intervals the names of the time intervals in which it lies, with commas between
 * @param until when none of the route's intervals is any more, in which one may follow another; null if that is not known
 */
public record Mute(String intervals, @Nullable Instant until) {
    /** Such as {@code nights until 2026-11-30 05:00:00 UTC}. */
    public String inWords() {
        return intervals + (until == null ? "" : " until " + Wording.time(until));
    }
}
