package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.NotificationIntent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A waiting intent as the outbox hands it out.
 *
 * @param waited since it should have been delivered
 * @param mayBeRepeat whether an earlier try ended without an answer, or told a part of it where the channel can find that
 * @param mayHaveArrived whether an earlier try ended without an answer
 * @param breach for the end of an episode: what this channel was, or should have been, told of its breach before; null
 *     if nothing
 * @param breachWasTold whether that was delivered
 * @param breachWasWithheld whether all that the channel was to be told of the episode before was suppressed
 * @param suppressed why it was not told before now, in words; null if it was not suppressed
 * @param triedIn the message of the try before, which tells whatever it told then; null if there was none
 */
public record OutboxEntry(
        NotificationIntent intent,
        Duration waited,
        boolean mayBeRepeat,
        boolean mayHaveArrived,
        @Nullable AlertNotice breach,
        boolean breachWasTold,
        boolean breachWasWithheld,
        @Nullable String suppressed,
        @Nullable String triedIn) {
    /** Of an episode of which nothing was ever suppressed. */
    public OutboxEntry(
            NotificationIntent intent,
            Duration waited,
            boolean mayBeRepeat,
            @Nullable AlertNotice breach,
            boolean breachWasTold) {
        this(intent, waited, mayBeRepeat, mayBeRepeat, breach, breachWasTold, false, null, null);
    }
}
