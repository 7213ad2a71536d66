package dev.tocsin.ingest.journal;

/** A file of the journal is not one that this version can read, and going on would lose what is in it. */
public final class JournalCorrupt extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalCorrupt(String message) {
        super(message);
    }
}
