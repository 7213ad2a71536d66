package dev.tocsin.ingest;

import dev.tocsin.access.ServerTls;
import dev.tocsin.ingest.receive.Dialect;
import dev.tocsin.ingest.receive.Door;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.DoorAddress;
import dev.tocsin.ingest.receive.DoorPlan;
import dev.tocsin.ingest.receive.DoorTally;
import dev.tocsin.ingest.receive.EventLoops;
import dev.tocsin.ingest.receive.GrpcDoor;
import dev.tocsin.ingest.receive.HttpDoor;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.Intake;
import dev.tocsin.ingest.receive.Memory;
import dev.tocsin.ingest.receive.StreamProtocol;
import dev.tocsin.ingest.receive.TcpDoor;
import dev.tocsin.ingest.receive.TcpDoorSettings;
import dev.tocsin.ingest.receive.UdpDoor;
import dev.tocsin.ingest.receive.elastic.ElasticDialect;
import dev.tocsin.ingest.receive.events.EventsDialect;
import dev.tocsin.ingest.receive.otlp.GrpcDialect;
import dev.tocsin.ingest.receive.otlp.OtlpDialect;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All doors, opened and closed together; without Spring, for the service and for harnesses. */
public final class IngestDoors implements AutoCloseable {
    private static final Duration LOOK_AT_NUMBERS = Duration.ofSeconds(5);

    private final EventLoops loops;
    // Held for its gauge, which the registry would not keep alive.
    private final Memory memory;
    private final List<Door> doors;

    private IngestDoors(EventLoops loops, Memory memory, List<Door> doors) {
        this.loops = loops;
        this.memory = memory;
        this.doors = List.copyOf(doors);
    }

    /** JSON lines over TCP. @param tls null for plain text */
    public static DoorPlan tcp(Supplier<TcpDoorSettings> settings, @Nullable ServerTls tls) {
        return behind -> TcpDoor.open(StreamProtocol.JSON_LINES, settings, tls, behind);
    }

    /** Syslog over TCP. @param tls null for plain text */
    public static DoorPlan syslogTcp(Supplier<TcpDoorSettings> settings, @Nullable ServerTls tls) {
        return behind -> TcpDoor.open(StreamProtocol.SYSLOG, settings, tls, behind);
    }

    /** Syslog over UDP. */
    public static DoorPlan syslogUdp(Supplier<TcpDoorSettings> settings) {
        return behind -> UdpDoor.open(settings, behind);
    }

    public static DoorPlan http(Supplier<HttpDoorSettings> settings, DoorAccess access) {
        return http(settings, access, new ElasticDialect());
    }

    /** @param elastic what it says of itself as an Elasticsearch */
    public static DoorPlan http(Supplier<HttpDoorSettings> settings, DoorAccess access, ElasticDialect elastic) {
        List<Dialect> dialects = List.of(new EventsDialect(), elastic, new OtlpDialect());
        return behind -> HttpDoor.open(settings, dialects, access, behind);
    }

    /** Logs of OpenTelemetry on the port that its exporters know. */
    public static DoorPlan otlpHttp(Supplier<HttpDoorSettings> settings, DoorAccess access) {
        return behind -> {
            DoorAddress.requireOtlp(settings.get(), access.tokens(), access.tls());
            return HttpDoor.open(
                    HttpDoor.OTLP_NAME, "TOCSIN_OTLP_HTTP_PORT", settings, List.of(new OtlpDialect()), access, behind);
        };
    }

    /** The same by gRPC. */
    public static DoorPlan otlpGrpc(Supplier<HttpDoorSettings> settings, DoorAccess access) {
        return behind -> {
            DoorAddress.requireOtlp(settings.get(), access.tokens(), access.tls());
            return GrpcDoor.open(settings, new GrpcDialect(), access, behind);
        };
    }

    /**
     * Opens all doors or none, in that order.
     *
     * @param memory what all connections together may hold between socket and journal
     * @throws dev.tocsin.ingest.receive.CannotOpenDoor with a sentence for people
     */
    public static IngestDoors open(List<DoorPlan> plans, Memory memory, Intake intake, MeterRegistry metrics) {
        EventLoops loops = EventLoops.open();
        return open(plans, new DoorPlan.Behind(intake, memory, metrics, loops));
    }

    /** The same with what is behind them; the loops end with the doors. */
    public static IngestDoors open(List<DoorPlan> plans, DoorPlan.Behind behind) {
        Gauge.builder("tocsin.ingest.memory.held", behind.memory(), Memory::heldBytes)
                .description("Bytes between the sockets and the journal")
                .baseUnit("bytes")
                .register(behind.metrics());
        EventLoops loops = behind.loops();
        loops.every(LOOK_AT_NUMBERS, behind.numbers()::settle);
        loops.every(LOOK_AT_NUMBERS, behind.clients()::settle);
        List<Door> open = new ArrayList<>();
        try {
            for (DoorPlan plan : plans) {
                Door door = plan.open(behind);
                behind.intake().expect(door.name());
                open.add(door);
            }
            return new IngestDoors(loops, behind.memory(), open);
        } catch (RuntimeException e) {
            open.forEach(Door::close);
            loops.close();
            throw e;
        }
    }

    /** Where the door of that name listens; empty if there is none. */
    public OptionalInt port(String door) {
        return doors.stream()
                .filter(one -> one.name().equals(door))
                .mapToInt(Door::port)
                .findFirst();
    }

    /** As they were planned. */
    public List<Door> all() {
        return doors;
    }

    /** What each door has received and what became of it. */
    public List<DoorTally> tallies() {
        return doors.stream().map(Door::tally).toList();
    }

    /** Bytes between the sockets and the journal. */
    public long heldBytes() {
        return memory.heldBytes();
    }

    public boolean areOpen() {
        return doors.stream().allMatch(Door::isOpen);
    }

    /** Returns when all that was received is durable or counted, see the doors. They drain at the same time. */
    @Override
    public void close() {
        CompletableFuture.allOf(doors.stream()
                        .map(door -> CompletableFuture.runAsync(
                                door::close, task -> Thread.ofVirtual().start(task)))
                        .toArray(CompletableFuture[]::new))
                .join();
        loops.close();
    }
}
