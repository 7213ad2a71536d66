package dev.tocsin.ingest.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Gathers events and gives out bulks within their limits; what is too much waits for the next one. For one thread. */
public final class BatchBuilder {
    private final int maxBytes;
    private final int maxEvents;
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private long bytes;
    private volatile int events;

    public BatchBuilder(IndexSettings settings) {
        this.maxBytes = settings.bulkBytes();
        this.maxEvents = settings.bulkEvents();
    }

    public void add(Delivery delivery) {
        waiting.addLast(delivery);
        events = waiting.size();
        bytes += delivery.document().length;
    }

    /** Whether a bulk is worth no more waiting. */
    public boolean isFull() {
        return bytes >= maxBytes || waiting.size() >= maxEvents;
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many have been gathered; for any thread. */
    public int events() {
        return events;
    }

    /** How many bytes still fit; at least one. */
    public int roomBytes() {
        return (int) Math.max(1, maxBytes - bytes);
    }

    /** The next bulk, oldest events first; at least one event if there is any, even one larger than the limit. */
    public List<Delivery> build() {
        List<Delivery> batch = new ArrayList<>(Math.min(maxEvents, waiting.size()));
        long size = 0;
        while (!waiting.isEmpty() && batch.size() < maxEvents) {
            int next = waiting.getFirst().document().length;
            if (!batch.isEmpty() && size + next > maxBytes) {
                break;
            }
            size += next;
            batch.add(waiting.removeFirst());
        }
        bytes -= size;
        events = waiting.size();
        return batch;
    }
}
