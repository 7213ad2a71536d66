package dev.tocsin.ingest;

import dev.tocsin.ingest.receive.EventLoops;
import dev.tocsin.ingest.receive.HttpDoor;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.Intake;
import dev.tocsin.ingest.receive.Memory;
import dev.tocsin.ingest.receive.TcpDoor;
import dev.tocsin.ingest.receive.TcpDoorSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;

/** All doors, opened and closed together; without Spring, for the service and for harnesses. */
public final class IngestDoors implements AutoCloseable {
    private final EventLoops loops;
    // Held for its gauge, which the registry would not keep alive.
    private final Memory memory;
    private final TcpDoor tcp;
    private final HttpDoor http;

    private IngestDoors(EventLoops loops, Memory memory, TcpDoor tcp, HttpDoor http) {
        this.loops = loops;
        this.memory = memory;
        this.tcp = tcp;
        this.http = http;
    }

    /**
     * Opens all doors or none.
     *
     * @param memoryBytes what all connections together may hold between socket and journal
     * @throws dev.tocsin.ingest.receive.CannotOpenDoor with a sentence for people
     */
    public static IngestDoors open(
            TcpDoorSettings tcpSettings,
            HttpDoorSettings httpSettings,
            long memoryBytes,
            Intake intake,
            MeterRegistry metrics) {
        Memory memory = new Memory(memoryBytes);
        Gauge.builder("tocsin.ingest.memory.held", memory, Memory::heldBytes)
                .description("Bytes between the sockets and the journal")
                .baseUnit("bytes")
                .register(metrics);
        EventLoops loops = EventLoops.open();
        TcpDoor tcp = null;
        try {
            tcp = TcpDoor.open(tcpSettings, intake, memory, metrics, loops);
            HttpDoor http = HttpDoor.open(httpSettings, intake, memory, metrics, loops);
            return new IngestDoors(loops, memory, tcp, http);
        } catch (RuntimeException e) {
            if (tcp != null) {
                tcp.close();
            }
            loops.close();
            throw e;
        }
    }

    public int tcpPort() {
        return tcp.port();
    }

    public int httpPort() {
        return http.port();
    }

    /** Bytes between the sockets and the journal. */
    public long heldBytes() {
        return memory.heldBytes();
    }

    public boolean areOpen() {
        return tcp.isOpen() && http.isOpen();
    }

    /** Returns when all that was received is durable or counted, see the doors. Both drain at the same time. */
    @Override
    public void close() {
        CompletableFuture<Void> httpClosed = CompletableFuture.runAsync(
                http::close, task -> Thread.ofVirtual().start(task));
        tcp.close();
        httpClosed.join();
        loops.close();
    }
}
