package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import java.util.Optional;

/** How much of the heap groups take, about. For one thread. */
public final class GroupWeight {
    private static final long MOST_BYTES = 32L << 20;

    /** The key, its map and the two maps that it stands in. */
    private static final int OF_GROUP = 320;

    private static final int OF_VALUE = 48;

    private int groups;
    private long bytes;

    public void add(GroupKey group) {
        groups++;
        bytes += bytesOf(group);
    }

    public void remove(GroupKey group) {
        groups--;
        bytes -= bytesOf(group);
    }

    private static long bytesOf(GroupKey group) {
        long bytes = OF_GROUP;
        for (String value : group.values().values()) {
            bytes += OF_VALUE + 2L * value.length();
        }
        return bytes;
    }

    long bytes() {
        return bytes;
    }

    /** Whether this is more than a rule may remember: as much as may be in one window, so that nobody in it is forgotten. */
    public boolean isTooMuchToRemember() {
        return groups > GroupPages.MOST_GROUPS || bytes > MOST_BYTES;
    }

    /** Why this is too much of one rule; empty if it is not. */
    Optional<String> tooMuchOf(Iterable<String> groupBy) {
        return bytes <= MOST_BYTES
                ? Optional.empty()
                : Optional.of("the groups of " + String.join(", ", groupBy) + " in one window take more than "
                        + (MOST_BYTES >> 20) + " MB: group by something with fewer or shorter values");
    }
}
