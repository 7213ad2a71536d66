package dev.tocsin.alert.notify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a channel is doing.
 *
 * @param waiting intents not told yet, those in flight and held ones included
 * @param held of them, for a rule that is catching up
 * @param oldestSeconds how long the oldest waits that is not held; 0 if none
 * @param suppressed intents that are not told for now
 * @param dead intents given up, still kept
 * @param failures in a row
 * @param failingSince null while it works
 * @param lastFailure what went wrong last, kept after recovery
 * @param nextTry null unless it waits after a failure
 */
public record ChannelState(
        String channel,
        long waiting,
        long held,
        long oldestSeconds,
        long suppressed,
        long dead,
        int failures,
        @Nullable Instant failingSince,
        @Nullable String lastFailure,
        @Nullable Instant lastSent,
        @Nullable Instant nextTry) {
    public Circuit circuit() {
        return Circuit.of(failures, nextTry);
    }
}
