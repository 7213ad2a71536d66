package dev.tocsin.alert.notify;

import java.time.Duration;
import java.util.Optional;

/** What became of one attempt to tell people. */
public sealed interface DeliveryOutcome {
    /** @param answer of the other side, for the record */
    record Delivered(String answer) implements DeliveryOutcome {}

    /**
     * Certainly not shown, and worth another try.
     *
     * @param after how long the other side asks us to wait; empty if it does not say
     */
    record TryLater(Optional<Duration> after, String reason) implements DeliveryOutcome {}

    /** Certainly not shown, and never will be. */
    record Refused(String reason) implements DeliveryOutcome {}

    /** Perhaps shown: no answer came after the request was on its way. */
    record Unknown(String reason) implements DeliveryOutcome {}

    /** Why it may be worth another try; empty if it was delivered, or never will be. */
    default String trouble() {
        return switch (this) {
            case Delivered _, Refused _ -> "";
            case TryLater(var _, String reason) -> reason;
            case Unknown(String reason) -> reason;
        };
    }
}
