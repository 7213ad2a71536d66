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

    /** What was told before may have to be brought up to date: everything is looked at once from now on. */
    void lookAgain();

    /**
     * Brings one message that was told before up to date where there is no news; nobody is called.
     *
     * @return what became of it; empty if nothing had to be changed
     */
    Optional<DeliveryOutcome> refresh(long fence);
}
