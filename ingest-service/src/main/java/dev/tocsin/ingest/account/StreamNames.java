package dev.tocsin.ingest.account;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The first thousand data streams by their names, all others as one: a client may make up names without end. Thread-safe. */
public final class StreamNames {
    public static final String OTHERS = "(others)";

    private static final int MOST = 1_000;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** The name that a stream is counted under. */
    String of(String stream) {
        if (known.contains(stream)) {
            return stream;
        }
        // A few too many, if several come at once.
        if (known.size() >= MOST) {
            return OTHERS;
        }
        known.add(stream);
        return stream;
    }
}
