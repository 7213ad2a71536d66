package dev.tocsin.alert.notify;

import org.jspecify.annotations.Nullable;

/**
 * What became of a living message.
 *
 * @param reference of the message from now on, also when something failed after it was posted; null if there is none
 */
public record LivingOutcome(
        DeliveryOutcome outcome, @Nullable String reference) {}
