package dev.tocsin.ingest.refused;

import java.io.IOException;

/** Keeps what could not be decoded or indexed: on disk, mode 0600, bounded in days and bytes. Thread-safe. */
public interface DeadLetters extends AutoCloseable {
    /** Adds one; durable after the next {@link #sync()}. What no longer fits is counted with its reason. */
    void keep(DeadLetter letter) throws IOException;

    /** Returns when everything kept so far is on disk. */
    void sync() throws IOException;

    /** Removes what is older than it may be; called from time to time, cheap if there is nothing to do. */
    default void removeOld() {}

    @Override
    void close();
}
