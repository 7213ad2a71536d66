package dev.tocsin.ingest.receive;

/** The events that records became do not fit into memory now; nothing was kept. */
public final class NoRoom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoRoom() {
        super("no memory for more events");
    }
}
