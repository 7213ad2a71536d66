package dev.tocsin.ingest.enrich;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The label names that each data stream has seen, so that no service can blow up its mapping: the first ones get a
 * field, the rest goes to {@code labels_overflow}. Held in memory: after a restart a stream may get as many again.
 * Thread-safe; a few names more than the limit are possible when threads race.
 */
final class LabelNames {
    private final int limitPerStream;
    private final Map<String, Set<String>> namesByStream = new ConcurrentHashMap<>();

    /** The number of streams is bounded by {@link Datasets}. */
    LabelNames(int limitPerStream) {
        this.limitPerStream = limitPerStream;
    }

    /** The names of one stream, for {@link #admit}. */
    Set<String> of(String dataStream) {
        return namesByStream.computeIfAbsent(dataStream, _ -> ConcurrentHashMap.newKeySet());
    }

    /** Whether the name may have a field of its own. */
    boolean admit(Set<String> names, String name) {
        return names.contains(name) || (names.size() < limitPerStream && (names.add(name) || names.contains(name)));
    }
}
