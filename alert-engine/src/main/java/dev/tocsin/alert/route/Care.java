package dev.tocsin.alert.route;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether somebody looks after an alert. */
public sealed interface Care {
    /** Nobody ever said so. */
    record Nobody() implements Care {}

    /**
     * Somebody does.
     *
     * @param inWords such as {@code acknowledged by kim until 14:00 UTC: looking at it}
     * @param until null until the alert ends
     */
    record LookedAfter(String inWords, @Nullable Instant until) implements Care {}

    /**
     * Somebody did.
     *
     * @param inWords such as {@code kim acknowledged it until 14:00 UTC}
     */
    record Ended(Instant at, String inWords) implements Care {}
}
