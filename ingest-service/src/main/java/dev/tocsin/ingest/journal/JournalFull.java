package dev.tocsin.ingest.journal;

/** Nothing was written: the journal has reached its limit, the disk is full or the write queue is. Try later. */
public final class JournalFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalFull(String message) {
        super(message);
    }

    public JournalFull(String message, Throwable cause) {
        super(message, cause);
    }
}
