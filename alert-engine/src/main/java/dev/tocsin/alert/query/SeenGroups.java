package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import java.time.Instant;
import java.util.Map;

/** Which groups there were in a span of time. */
public sealed interface SeenGroups {
    /** Groups with the time of their newest event. */
    record Seen(Map<GroupKey, Instant> newest) implements SeenGroups {
        public Seen {
            newest = Map.copyOf(newest);
        }
    }

    /** Not known. */
    record Undecided(String reason) implements SeenGroups {}
}
