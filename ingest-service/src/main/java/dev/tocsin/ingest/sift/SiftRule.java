package dev.tocsin.ingest.sift;

import dev.tocsin.query.QueryException;
import java.util.regex.Pattern;

/**
 * A rule about which events are kept.
 *
 * @param name in kebab-case; shown in answers and metrics
 * @param condition of the events that it is about
 * @param oneIn how many of them it takes to keep one; 0 to keep none
 */
public record SiftRule(String name, Condition condition, int oneIn) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public SiftRule {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a rule's name has small letters, digits and '-', at most 63");
        }
        if (oneIn < 0 || oneIn == 1) {
            throw new IllegalArgumentException("one of at least two has to be kept, or there is nothing to take out");
        }
    }

    /** Throws {@link QueryException} if the condition cannot be asked of an event. */
    public static SiftRule drop(String name, String kql) {
        return new SiftRule(name, Condition.of(kql), 0);
    }

    /** Throws {@link QueryException} if the condition cannot be asked of an event. */
    public static SiftRule keepOneIn(String name, int oneIn, String kql) {
        return new SiftRule(name, Condition.of(kql), oneIn);
    }
}
