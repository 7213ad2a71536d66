package dev.tocsin.alert.route;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why people are to be told.
 *
 * @param cause what made it necessary
 * @param remark one sentence for people; empty for news
 */
public record Occasion(Cause cause, String remark) {
    /** A window decided it. */
    public static final Occasion NEWS = new Occasion(Cause.NEWS, "");

    /** What makes a notification necessary. */
    public enum Cause {
        /** A window decided it. */
        NEWS,
        /** It fires still, and was told of long ago. */
        REPEAT,
        /** It fires still, and whoever looked after it does no more. */
        ACKNOWLEDGEMENT_ENDED,
        /** Nobody who was told looks after it. */
        UNACKNOWLEDGED;

        /** Empty for a word that this version does not know. */
        public static Optional<Cause> named(String word) {
            return Stream.of(values())
                    .filter(cause -> cause.name().equals(word))
                    .findFirst();
        }
    }

    public boolean isNews() {
        return cause == Cause.NEWS;
    }
}
