package dev.tocsin.ingest.index;

/** Whether Elasticsearch is ready for events. Thread-safe. */
public interface Gate {
    /** Looks until it is open, then no more. */
    boolean isOpen();

    /** Looks also if it was open before. */
    default boolean isStillOpen() {
        return isOpen();
    }
}
