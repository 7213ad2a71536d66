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
     */
    record Breach(Severity severity, double value, @Nullable Double threshold) implements Verdict {}

    /** The condition does not hold. */
    record Calm(double value) implements Verdict {}

    /** The streams have no event at all. */
    record NoData() implements Verdict {}

    /** Not known. */
    record Undecided(String reason) implements Verdict {}
}
