package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.ServerTls;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.IngestPipeline;
import dev.tocsin.ingest.RefusedRecords;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.sequence.SequenceLedger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** The real doors and the real pipeline on free ports, over a journal and dead letters in memory. */
@NullMarked
public final class OpenDoors implements AutoCloseable {
    public final MemoryJournal journal = new MemoryJournal();
    public final MemoryDeadLetters deadLetters = new MemoryDeadLetters();
    public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RefusedRecords refused;
    private final IngestDoors doors;

    public OpenDoors() {
        this(TcpDoorSettings.DEFAULTS, HttpDoorSettings.DEFAULTS);
    }

    public OpenDoors(TcpDoorSettings tcp, HttpDoorSettings http) {
        this(IngestDoors.tcp(() -> tcp.withPort(0), null), IngestDoors.http(() -> http.withPort(0), DoorAccess.OPEN));
    }

    /** Guarded; the TLS port of JSON lines has a free number. */
    public OpenDoors(HttpDoorSettings http, DoorAccess access, @Nullable ServerTls tcpTls) {
        this(Stream.of(
                        IngestDoors.tcp(() -> TcpDoorSettings.DEFAULTS.withPort(0), null),
                        tcpTls == null ? null : IngestDoors.tcp(() -> TcpDoorSettings.DEFAULTS.withPort(0), tcpTls),
                        IngestDoors.http(() -> http.withPort(0), access))
                .filter(Objects::nonNull)
                .toArray(DoorPlan[]::new));
    }

    /** These and no others. */
    public OpenDoors(DoorPlan... plans) {
        this(System::nanoTime, new ClientLimits(), plans);
    }

    /** The same, where what is missing is waited for by a clock of the test's. */
    static OpenDoors withClock(LongSupplier nanoTime, DoorPlan... plans) {
        return new OpenDoors(nanoTime, new ClientLimits(), plans);
    }

    /** The same, where rates are counted by a clock of the test's. */
    static OpenDoors withClients(ClientLimits clients, DoorPlan... plans) {
        return new OpenDoors(System::nanoTime, clients, plans);
    }

    private OpenDoors(LongSupplier nanoTime, ClientLimits clients, DoorPlan... plans) {
        refused = new RefusedRecords(deadLetters, metrics);
        IngestPipeline pipeline = new IngestPipeline(
                new Streams(EnrichSettings.DEFAULTS, metrics), journal, refused, InstantSource.system(), metrics);
        Memory memory = new Memory(
                64L * 1_024 * 1_024, TcpDoorSettings.DEFAULTS.maxLineBytes(), HttpDoorSettings.DEFAULTS.maxBodyBytes());
        doors = IngestDoors.open(
                List.of(plans),
                new DoorPlan.Behind(
                        pipeline,
                        memory,
                        metrics,
                        EventLoops.open(),
                        new SequenceLedger(metrics, memory.numbers(), nanoTime),
                        clients));
    }

    /** Those of syslog, over TLS too if there is any. */
    public static OpenDoors ofSyslog(TcpDoorSettings settings, @Nullable ServerTls tls) {
        return new OpenDoors(Stream.of(
                        IngestDoors.syslogTcp(() -> settings.withPort(0), null),
                        IngestDoors.syslogUdp(() -> settings.withPort(0)),
                        tls == null ? null : IngestDoors.syslogTcp(() -> settings.withPort(0), tls))
                .filter(Objects::nonNull)
                .toArray(DoorPlan[]::new));
    }

    /** On a port that clients know already. */
    public static OpenDoors onTcpPort(int port) {
        return new OpenDoors(IngestDoors.tcp(() -> TcpDoorSettings.DEFAULTS.withPort(port), null));
    }

    /** The same over TLS. */
    public static OpenDoors onTlsPort(int port, ServerTls tls) {
        return new OpenDoors(IngestDoors.tcp(() -> TcpDoorSettings.DEFAULTS.withPort(port), tls));
    }

    public int tcpPort() {
        return port("tcp");
    }

    public int tcpTlsPort() {
        return port("tcp-tls");
    }

    public int httpPort() {
        return port("http");
    }

    public int port(String door) {
        return doors.port(door).orElseThrow();
    }

    /** The sum of a counter over all its labels but those given, as in {@code tag, value}. */
    public long count(String name, String... tags) {
        Collection<Counter> counters = metrics.find(name).tags(tags).counters();
        return (long) counters.stream().mapToDouble(Counter::count).sum();
    }

    /** What has to be so at rest: nothing that was received is unaccounted for. */
    public boolean balances() {
        return count("tocsin.ingest.received.events")
                == count("tocsin.ingest.accepted.events")
                        + count("tocsin.ingest.malformed.events")
                        + count("tocsin.ingest.sifted.events")
                        + count("tocsin.ingest.shed.events")
                        + count("tocsin.ingest.pushed.back.events");
    }

    public List<String> documents() {
        return journal.events().stream()
                .map(event -> new String(event.document(), StandardCharsets.UTF_8))
                .toList();
    }

    /** Between sockets and journal. */
    long heldBytes() {
        return doors.heldBytes();
    }

    /** The account of each door. */
    public List<DoorTally> tallies() {
        return doors.tallies();
    }

    @Override
    public void close() {
        doors.close();
        refused.close();
        assertThat(Door.names())
                .as("what dead letters can be asked for by")
                .containsAll(doors.all().stream().map(Door::name).toList());
        // Whatever a test did: each record that was received has one fate.
        assertThat(doors.tallies())
                .allSatisfy(door -> assertThat(List.of(door.unaccounted(), door.inFlight()))
                        .as("%s", door)
                        .containsOnly(0L));
    }
}
