package dev.tocsin.alert.notify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of a channel. A failure opens it for the whole channel, not for one message: nothing is sent before
 * the pause is over, which grows with the failures in a row. Then one message is tried, and closes it or opens it again.
 */
public enum Circuit {
    /** Messages are sent. */
    CLOSED,
    /** Nothing is sent before the next try. */
    OPEN,
    /** Time for the next try: one message. */
    HALF_OPEN;

    /** @param nextTry null unless it waits after a failure */
    static Circuit of(int failures, @Nullable Instant nextTry) {
        if (failures == 0) {
            return CLOSED;
        }
        return nextTry == null ? HALF_OPEN : OPEN;
    }
}
