package dev.tocsin.ingest.receive;

/** An open door: a port by which events come in. Thread-safe. */
public interface Door extends AutoCloseable {
    /** As in metrics and dead letters; no two doors have the same. */
    String name();

    int port();

    boolean isOpen();

    /** What it has received and what became of it. */
    DoorTally tally();

    /** Stops receiving, and returns when what was received is durable or counted, or its patience is over. */
    @Override
    void close();
}
