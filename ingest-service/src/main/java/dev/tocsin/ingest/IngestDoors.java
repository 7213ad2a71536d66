package dev.tocsin.ingest;

import dev.tocsin.access.ServerTls;
import dev.tocsin.ingest.receive.Dialect;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.DoorTally;
import dev.tocsin.ingest.receive.EventLoops;
import dev.tocsin.ingest.receive.HttpDoor;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.Intake;
import dev.tocsin.ingest.receive.Memory;
import dev.tocsin.ingest.receive.TcpDoor;
import dev.tocsin.ingest.receive.TcpDoorSettings;
import dev.tocsin.ingest.receive.elastic.ElasticDialect;
import dev.tocsin.ingest.receive.events.EventsDialect;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All doors, opened and closed together; without Spring, for the service and for harnesses. */
public final class IngestDoors implements AutoCloseable {
    /** What the HTTP door understands. */
    private static final List<Dialect> DIALECTS = List.of(new EventsDialect(), new ElasticDialect());

    private final EventLoops loops;
    // Held for its gauge, which the registry would not keep alive.
    private final Memory memory;
    private final TcpDoor tcp;
    private final HttpDoor http;
    private final @Nullable TcpDoor tcpTls;

    private IngestDoors(EventLoops loops, Memory memory, TcpDoor tcp, HttpDoor http, @Nullable TcpDoor tcpTls) {
        this.loops = loops;
        this.memory = memory;
        this.tcp = tcp;
        this.http = http;
        this.tcpTls = tcpTls;
    }

    /** Where JSON lines over TLS come in, with the plain door's limits. */
    public record TlsPort(String address, int port, ServerTls tls) {}

    /**
     * Opens all doors or none.
     *
     * @param access what guards the HTTP door
     * @param tlsPort JSON lines over TCP once more, over TLS; null without
     * @param memoryBytes what all connections together may hold between socket and journal
     * @throws dev.tocsin.ingest.receive.CannotOpenDoor with a sentence for people
     */
    public static IngestDoors open(
            TcpDoorSettings tcpSettings,
            HttpDoorSettings httpSettings,
            DoorAccess access,
            @Nullable TlsPort tlsPort,
            long memoryBytes,
            Intake intake,
            MeterRegistry metrics) {
        Memory memory = new Memory(memoryBytes, tcpSettings.maxLineBytes(), httpSettings.maxBodyBytes());
        Gauge.builder("tocsin.ingest.memory.held", memory, Memory::heldBytes)
                .description("Bytes between the sockets and the journal")
                .baseUnit("bytes")
                .register(metrics);
        EventLoops loops = EventLoops.open();
        TcpDoor tcp = null;
        TcpDoor tcpTls = null;
        try {
            tcp = TcpDoor.open(tcpSettings, null, intake, memory, metrics, loops);
            tcpTls = tlsPort == null
                    ? null
                    : TcpDoor.open(
                            tcpSettings.at(tlsPort.address(), tlsPort.port()),
                            tlsPort.tls(),
                            intake,
                            memory,
                            metrics,
                            loops);
            HttpDoor http = HttpDoor.open(httpSettings, DIALECTS, access, intake, memory, metrics, loops);
            return new IngestDoors(loops, memory, tcp, http, tcpTls);
        } catch (RuntimeException e) {
            if (tcp != null) {
                tcp.close();
            }
            if (tcpTls != null) {
                tcpTls.close();
            }
            loops.close();
            throw e;
        }
    }

    public int tcpPort() {
        return tcp.port();
    }

    /** Empty without one. */
    public OptionalInt tcpTlsPort() {
        return tcpTls == null ? OptionalInt.empty() : OptionalInt.of(tcpTls.port());
    }

    public int httpPort() {
        return http.port();
    }

    /** What each door has received and what became of it. */
    public List<DoorTally> tallies() {
        return Stream.concat(
                        Stream.of(tcp.tally(), http.tally()),
                        Stream.ofNullable(tcpTls).map(TcpDoor::tally))
                .toList();
    }

    /** Bytes between the sockets and the journal. */
    public long heldBytes() {
        return memory.heldBytes();
    }

    public boolean areOpen() {
        return tcp.isOpen() && http.isOpen() && (tcpTls == null || tcpTls.isOpen());
    }

    /** Returns when all that was received is durable or counted, see the doors. They drain at the same time. */
    @Override
    public void close() {
        CompletableFuture<Void> httpClosed = CompletableFuture.runAsync(
                http::close, task -> Thread.ofVirtual().start(task));
        CompletableFuture<Void> tlsClosed = CompletableFuture.runAsync(
                () -> {
                    if (tcpTls != null) {
                        tcpTls.close();
                    }
                },
                task -> Thread.ofVirtual().start(task));
        tcp.close();
        tlsClosed.join();
        httpClosed.join();
        loops.close();
    }
}
