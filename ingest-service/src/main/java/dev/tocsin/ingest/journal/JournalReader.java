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

    /**
     * Events of one data stream that were handed out before and are not done with, as they were handed out then, in
     * journal order. Looks at a few MB of the journal only, so there may be none though there are some further on.
     *
     * @param from the position of the first that is wanted, or where an earlier look ended
     * @param to behind the last that is wanted
     * @param maxBytes about how many bytes of documents at most
     */
    Reread readAgain(String dataStream, long from, long to, int maxBytes) throws InterruptedException;

    /** Durable bytes that are not handed out yet. */
    long unreadBytes();

    /** Everything before {@code position} is in Elasticsearch or a dead letter: it need not be kept. */
    void checkpoint(long position);
}
