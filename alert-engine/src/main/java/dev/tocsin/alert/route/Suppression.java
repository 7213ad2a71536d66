package dev.tocsin.alert.route;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why people are not told of an alert for now.
 *
 * @param by id or name of what suppresses it: a silence's id, a mute time's name, the rule that inhibits
 * @param reason one clause for people, such as {@code silenced by kim until 14:00Z: deploy}
 * @param until null if that is not known
 */
public record Suppression(
        Cause cause, String by, String reason, @Nullable Instant until) {
    /** What suppresses. */
    public enum Cause {
        SILENCE,
        MUTE_TIME,
        INHIBITION,
        FLAPPING
    }
}
