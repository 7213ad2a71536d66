package dev.tocsin.ingest.journal;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The events of one append on their way out of the journal, which somebody follows until it is closed. Holds nothing of
 * the events but their positions. Thread-safe.
 */
public final class Settling implements AutoCloseable {
    /** Further ones are not kept for the answer: they are in the dead letters. */
    private static final int MOST_REASONS = 1_000;

    private static final String UNTOLD = "not told here: see its dead letter";

    private final Settlements settlements;
    private final long[] positions;
    private final BitSet done;
    private final Map<Integer, String> refusals = new HashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private final CompletableFuture<Void> all = new CompletableFuture<>();
    private int open;

    Settling(Settlements settlements, long[] positions) {
        this.settlements = settlements;
        this.positions = positions;
        this.done = new BitSet(positions.length);
        this.open = positions.length;
    }

    /** Completes when each is settled, on a thread that nobody is to keep waiting. */
    public CompletableFuture<Void> all() {
        return all;
    }

    public synchronized Settled now() {
        return new Settled(positions.length, done, refusals);
    }

    long first() {
        return positions[0];
    }

    /** Returns whether it was the last one. */
    synchronized boolean settled(long position, @Nullable String refusal) {
        int event = Arrays.binarySearch(positions, position);
        if (event < 0 || done.get(event)) {
            return false;
        }
        done.set(event);
        open--;
        if (refusal != null) {
            boolean isKept = reasons.size() < MOST_REASONS || reasons.containsKey(refusal);
            refusals.put(event, isKept ? reasons.computeIfAbsent(refusal, reason -> reason) : UNTOLD);
        }
        return open == 0;
    }

    /** Nobody follows them any more. */
    @Override
    public void close() {
        settlements.forget(this);
    }
}
