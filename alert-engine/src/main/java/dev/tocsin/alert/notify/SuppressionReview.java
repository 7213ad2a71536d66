package dev.tocsin.alert.notify;

import java.util.Optional;

/** Looking again at what is suppressed, part by part, so that none of it waits behind others for ever. */
public final class SuppressionReview {
    private SuppressionReview() {}

    /**
     * What came of one part.
     *
     * @param released how many intents wait again
     * @param next where the next part begins; empty if there is none
     */
    public record Part(int released, Optional<Long> next) {}
}
