package dev.tocsin.ingest.journal;

import java.time.Duration;
import java.util.List;

/** Reads durable events in journal order. For one thread. */
public interface JournalReader {
    /**
     * The next events, at least one and at most about {@code maxBytes} of documents; empty if none became durable
     * within {@code wait}. Marks them as possibly sent, durably, before it returns them.
     */
    List<JournaledEvent> poll(int maxBytes, Duration wait) throws InterruptedException;

    /** Everything before {@code position} is in Elasticsearch or a dead letter: it need not be kept. */
    void checkpoint(long position);
}
