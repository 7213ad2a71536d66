package dev.tocsin.alert.notify;

import dev.tocsin.alert.notify.DeliveryQueue.Attempt;
import java.time.Duration;
import java.util.Optional;

/** How a message leaves by one kind of channel, with what is durable before and after it. */
interface Sending {
    /** What is known of an attempt and has to be made durable. */
    interface Sent {
        DeliveryOutcome outcome();

        /** @param pause time before the channel's next try */
        void record(Duration pause);
    }

    /**
     * Makes durable that it is about to be sent, and sends it.
     *
     * @param groupKey of what it tells
     * @return empty if the channel was lost to another engine
     */
    Optional<Sent> send(Attempt attempt, String groupKey, Message message);

    /**
     * Brings what was told before up to date where there is no news; nobody is called.
     *
     * @return whether something was sent
     */
    boolean refresh();
}
