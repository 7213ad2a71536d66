package dev.tocsin.ingest.receive;

/** What all doors together may hold in memory between the sockets and the journal. */
public final class Memory {
    private final ByteBudget budget;

    public Memory(long bytes) {
        budget = new ByteBudget(bytes);
    }

    ByteBudget budget() {
        return budget;
    }

    /** Bytes held now. */
    public long heldBytes() {
        return budget.taken();
    }
}
