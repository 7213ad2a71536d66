package dev.tocsin.ingest.journal;

/** Another process works in the journal's folder; the message is for people. */
public final class JournalInUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalInUse(String message) {
        super(message);
    }
}
