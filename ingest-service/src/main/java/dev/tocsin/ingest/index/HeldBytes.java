package dev.tocsin.ingest.index;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of events are held aside, for whatever reason: bounded together. When it is full, reading pauses; what
 * is on its way may still come on top. Thread-safe.
 */
final class HeldBytes {
    private final AtomicLong bytes = new AtomicLong();
    private final long limit;

    HeldBytes(IndexSettings settings) {
        this.limit = settings.heldBytes();
    }

    void add(Delivery delivery) {
        bytes.addAndGet(delivery.heldBytes());
    }

    void remove(Delivery delivery) {
        bytes.addAndGet(-delivery.heldBytes());
    }

    boolean isFull() {
        return bytes.get() >= limit;
    }

    long bytes() {
        return bytes.get();
    }
}
