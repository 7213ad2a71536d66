package dev.tocsin.alert.route;

import java.time.Instant;

/** Whether somebody looks after an alert. */
public sealed interface Care {
    /** Nobody ever said so. */
    record Nobody() implements Care {}

    /** Somebody does, unless it became worse since. */
    record LookedAfter(Acknowledgement acknowledgement) implements Care {}

    /**
     * Somebody did.
     *
     * @param inWords a sentence without its full stop, such as {@code The acknowledgement by kim ended at 14:00 UTC}
     */
    record Ended(Instant at, String inWords) implements Care {}
}
