package dev.tocsin.ingest.journal;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings together who appended events and wants to know what becomes of them, and who settles them. An append is followed
 * from before its events can be read, so nothing is missed. While nobody follows, an event costs the look at one field.
 * Thread-safe.
 */
public final class Settlements {
    /** By their first position; they do not overlap. */
    private final NavigableMap<Long, Settling> followed = new TreeMap<>();

    private volatile boolean isAnyFollowed;

    /**
     * An event is in Elasticsearch or a durable dead letter.
     *
     * @param refusal why it is a dead letter, without values; null if it is in Elasticsearch
     */
    public void settled(long position, @Nullable String refusal) {
        if (!isAnyFollowed) {
            return;
        }
        Settling settling = at(position);
        if (settling != null && settling.settled(position, refusal)) {
            forget(settling);
            settling.all().complete(null);
        }
    }

    private synchronized @Nullable Settling at(long position) {
        Map.Entry<Long, Settling> entry = followed.floorEntry(position);
        return entry == null ? null : entry.getValue();
    }

    /** Of events that stand there, at least one, and cannot be read yet. */
    public synchronized Settling follow(long[] positions) {
        Settling settling = new Settling(this, positions);
        followed.put(settling.first(), settling);
        isAnyFollowed = true;
        return settling;
    }

    synchronized void forget(Settling settling) {
        followed.remove(settling.first(), settling);
        isAnyFollowed = !followed.isEmpty();
    }

    /** How many appends are followed. */
    public synchronized int size() {
        return followed.size();
    }
}
