package dev.tocsin.alert.api;

import dev.tocsin.alert.notify.DeliveryOutcome;
import java.util.Optional;

/** Test messages to channels. */
public interface ChannelTrials {
    /**
     * Sends one message that says that it is a test, beside the outbox.
     *
     * @param by who wants it
     * @return empty if there is no such channel that can be used
     */
    Optional<DeliveryOutcome> send(String channel, String by);
}
