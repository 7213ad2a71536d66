package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.event.SiftedOut;
import org.jspecify.annotations.Nullable;

/** Decides whether a good event is kept. Thread-safe. */
@FunctionalInterface
public interface Sieve {
    /** Keeps all. */
    Sieve OPEN = _ -> Verdict.KEPT;

    Verdict verdict(EventFields event);

    /**
     * What is to be done with an event.
     *
     * @param out why it is not kept; null if it is
     * @param rule that decided; empty for none
     * @param standsFor how many events like it this one stands for: more than 1 if a rule keeps one of some
     */
    record Verdict(SiftedOut.@Nullable Reason out, String rule, int standsFor) {
        public static final Verdict KEPT = new Verdict(null, "", 1);
    }
}
