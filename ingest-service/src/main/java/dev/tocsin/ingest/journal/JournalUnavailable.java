package dev.tocsin.ingest.journal;

/** The disk failed while writing: whether the events survive is not known, so they are not acknowledged. */
public final class JournalUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalUnavailable(String message) {
        super(message);
    }

    public JournalUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
