package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.journal.Appended;

/**
 * What is on disk of a batch.
 *
 * @param letters so many of its bad records, the first ones, are dead letters; what waits for a disk that refuses is none yet
 */
public record Committed(Appended appended, int letters) {
    /** Without a dead letter. */
    public static Committed of(Appended appended) {
        return new Committed(appended, 0);
    }
}
