package dev.tocsin.ingest.receive;

import java.util.List;

/** An open door: a port by which events come in. Thread-safe. */
public interface Door extends AutoCloseable {
    /** Those of all doors that there may be, whether they are open or not. */
    static List<String> names() {
        return List.of(
                StreamProtocol.JSON_LINES.door(false),
                StreamProtocol.JSON_LINES.door(true),
                StreamProtocol.SYSLOG.door(false),
                StreamProtocol.SYSLOG.door(true),
                UdpDoor.NAME,
                HttpDoor.NAME,
                HttpDoor.OTLP_NAME,
                GrpcDoor.NAME);
    }

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
