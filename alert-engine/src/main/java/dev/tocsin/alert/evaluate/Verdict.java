package dev.tocsin.alert.evaluate;

import dev.tocsin.alert.rule.Severity;
import org.jspecify.annotations.Nullable;

/** What a window means for one group. */
public sealed interface Verdict {
    /**
     * The condition holds.
     *
     * @param severity the worst level that is breached
     * @param threshold of that level; null if the condition has none
     * @param basis what the value was made of, for people; empty if it says so itself
     */
    record Breach(Severity severity, double value, @Nullable Double threshold, String basis) implements Verdict {
        public Breach(Severity severity, double value, @Nullable Double threshold) {
            this(severity, value, threshold, "");
        }
    }

    /**
     * The condition does not hold, but what fires goes on: the value is not back at {@code recoverAt}.
     *
     * @param basis as above
     */
    record Between(double value, String basis) implements Verdict {}

    /**
     * The condition does not hold.
     *
     * @param value null if there is none to judge
     * @param basis as above, or why there is no value
     */
    record Calm(@Nullable Double value, String basis) implements Verdict {
        public Calm(double value) {
            this(value, "");
        }
    }

    /** The streams have no event at all. */
    record NoData() implements Verdict {}

    /** Not known. */
    record Undecided(String reason) implements Verdict {}

    /** The value that was judged; null if there was none. */
    default @Nullable Double valueIfAny() {
        return switch (this) {
            case Breach breach -> breach.value();
            case Between between -> between.value();
            case Calm calm -> calm.value();
            case NoData _, Undecided _ -> null;
        };
    }
}
