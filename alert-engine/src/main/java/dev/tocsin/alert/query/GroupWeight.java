package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import java.util.Optional;

/**
 * How much of the heap groups take, about. Windows are bounded by it and rounds are: the same number of windows may have no
 * groups or millions. For one thread.
 */
final class GroupWeight {
    /** With what is decided about them, and an answer that is being read, it is below the engine's heap of 384 MB. */
    static final long MOST_OF_ROUND = 48L << 20;

    static final long MOST_OF_WINDOW = 32L << 20;

    /** The key, its map and the two maps that it stands in. */
    private static final int OF_GROUP = 320;

    private static final int OF_VALUE = 48;

    private long bytes;

    void add(GroupKey group) {
        bytes += OF_GROUP;
        for (String value : group.values().values()) {
            bytes += OF_VALUE + 2L * value.length();
        }
    }

    void add(GroupWeight other) {
        bytes += other.bytes;
    }

    boolean fillsRound() {
        return bytes >= MOST_OF_ROUND;
    }

    /** Why this is too much of one rule; empty if it is not. */
    Optional<String> tooMuchOf(Iterable<String> groupBy) {
        return bytes <= MOST_OF_WINDOW
                ? Optional.empty()
                : Optional.of("the groups of " + String.join(", ", groupBy) + " in one window take more than "
                        + (MOST_OF_WINDOW >> 20) + " MB: group by something with fewer or shorter values");
    }
}
