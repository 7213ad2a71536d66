package dev.tocsin.alert.notify;

import java.util.Optional;

/**
 * A way to reach people. Blocking; throws nothing that it expects. Delivery sends from one thread at a time, and a test
 * message may be sent beside it: thread-safe.
 */
public interface Channel {
    /** In channels.yml. */
    String name();

    /** Such as {@code slack}. */
    String type();

    /**
     * Tells people, within a few seconds.
     *
     * @return what is known for certain: in doubt whether the message was shown, {@link DeliveryOutcome.Unknown}
     */
    DeliveryOutcome send(Message message);

    /** What {@link #send} would tell, as it would leave, for a person who looks; holds no secret. */
    String preview(Message message);

    /**
     * Why nothing will ever be delivered as things are set, before anything is sent; empty if there is no such reason, and
     * if it is not known. May ask for the address of a name.
     */
    default Optional<String> standingTrouble() {
        return Optional.empty();
    }

    /** What its messages are without though they arrive, and why, for who keeps the channel; empty if they lack nothing. */
    default Optional<String> lacks() {
        return Optional.empty();
    }

    /** Asks whether the other side answers, without showing anybody anything; why not, or empty if it does. */
    Optional<String> troubleReaching();
}
