package dev.tocsin.ingest.refused;

import java.io.IOException;
import java.util.List;

/** Keeps what could not be decoded or indexed: on disk, mode 0600, bounded in days and bytes. Thread-safe. */
public interface DeadLetters extends AutoCloseable {
    /**
     * Returns when the letters are on disk.
     *
     * @param letters of one stage and, where their data streams are known, of one stream
     * @throws IOException if the disk refuses: none is kept, and they may be brought again
     */
    void keep(List<DeadLetter> letters) throws IOException;

    /** Removes what is older than it may be; called from time to time, cheap if there is nothing to do. */
    default void removeOld() {}

    @Override
    void close();
}
