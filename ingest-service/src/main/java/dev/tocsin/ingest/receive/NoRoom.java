package dev.tocsin.ingest.receive;

/** The events that records became do not fit into memory now; nothing was kept. */
public final class NoRoom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int records;

    /** @param records for whose events there was room */
    public NoRoom(int records) {
        super("no memory for more events");
        this.records = records;
    }

    int records() {
        return records;
    }
}
