package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.index.FakeElasticsearch.Fault;
import dev.tocsin.ingest.receive.DoorTally;
import dev.tocsin.ingest.receive.Memory;
import dev.tocsin.ingest.receive.TcpDoorSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.SAME_THREAD) // one listens to a logger
class ConservationTest extends IndexingLoopFixture {
    private volatile List<DoorTally> doors = List.of();

    private Conservation watch() {
        return Conservation.watch(
                () -> doors, Map::of, journal, Objects.requireNonNull(loop), InstantSource.system(), registry);
    }

    private Statement checked() {
        try (Conservation conservation = watch()) {
            return conservation.check();
        }
    }

    private static DoorTally door(long accepted) {
        return new DoorTally("http", accepted, accepted, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(STREAM, accepted), Map.of());
    }

    @Test
    void eachEventIsSomewhereBeforeAndAfterARestart() throws Exception {
        append(0, 5);
        doors = List.of(door(5));
        startLoop();
        awaitIndexed();
        stopLoop();
        append(5, 12);
        restart();
        append(12, 15);
        doors = List.of(door(3));
        awaitIndexed();

        Statement statement = checked();

        assertThat(statement.findings()).isEmpty();
        assertThat(statement.journal()).isEqualTo(new Statement.JournalLine(7, 3, 0, 0, 0));
        assertThat(statement.settled().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(10);
        assertThat(statement.streams()).singleElement().satisfies(stream -> {
            assertThat(stream.accepted()).isEqualTo(Map.of("http", 3L));
            assertThat(stream.recovered()).isEqualTo(7);
            assertThat(stream.settled().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(10);
            assertThat(stream.inJournal()).isZero();
        });
    }

    @Test
    void whatWaitsForElasticsearchIsInTheJournal() throws Exception {
        server.faults(() -> Fault.UNAVAILABLE_503_BEFORE);
        startLoop();
        append(0, 20);
        doors = List.of(door(20));

        Statement statement = checked();

        assertThat(statement.residue()).isZero();
        assertThat(statement.journal().waiting() + statement.journal().onTheirWay())
                .isEqualTo(20);
        assertThat(statement.streams())
                .singleElement()
                .satisfies(stream -> assertThat(stream.inJournal()).isEqualTo(20));
    }

    @Test
    void aResidueIsToldOnceAndSoIsItsEnd() throws Exception {
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        TestLog.of(Conservation.class).setLevel(Level.INFO);
        TestLog.of(Conservation.class).addAppender(told);
        try {
            startLoop();
            append(0, 3);
            doors = List.of(door(5));
            awaitIndexed();
            try (Conservation conservation = watch()) {
                conservation.check();
                conservation.check();
                assertThat(gauge("tocsin.conservation.residue.events")).isEqualTo(2);
                append(3, 5);
                conservation.check();
            }

            assertThat(told.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "events are not accounted for: GET /v1/conservation has the whole account",
                            "all events are accounted for again");
            assertThat(told.list.getFirst().getKeyValuePairs())
                    .anyMatch(pair -> String.valueOf(pair.value)
                            .contains("2 events were accepted by the doors and are not in the journal"));
        } finally {
            TestLog.of(Conservation.class).detachAppender(told);
        }
    }

    @Test
    void addsUpWhileEventsMoveOn() throws Exception {
        startLoop();
        try (Conservation conservation = watch()) {
            for (int i = 0; i < 200; i += 5) {
                append(i, i + 5);
                assertThat(conservation.check().findings()).isEmpty();
            }
        }
        awaitIndexed();
    }

    @Test
    void looksByItselfAndGoesOnWhenALookFails() throws Exception {
        startLoop();
        append(0, 3);
        awaitIndexed();
        AtomicReference<Supplier<List<DoorTally>>> tallies = new AtomicReference<>(() -> List.of(door(3)));
        try (Conservation _ = Conservation.watch(
                () -> tallies.get().get(),
                Map::of,
                journal,
                Objects.requireNonNull(loop),
                InstantSource.system(),
                registry,
                Duration.ofMillis(20))) {
            tallies.set(() -> {
                throw new IllegalStateException("as if");
            });
            await().until(() -> Double.isNaN(gauge("tocsin.conservation.residue.events")));
            tallies.set(() -> List.of(door(4)));
            await().until(() -> gauge("tocsin.conservation.residue.events") == 1);
            tallies.set(() -> List.of(door(3)));
            await().until(() -> gauge("tocsin.conservation.residue.events") == 0);
        }
    }

    /** Under load a look need not add up at once; one of some does. */
    @Test
    void addsUpWhileRealDoorsAreUnderLoad() throws Exception {
        startLoop();
        try (RefusedRecords refused = new RefusedRecords(deadLetters, registry);
                IngestDoors open = IngestDoors.open(
                        List.of(IngestDoors.tcp(() -> TcpDoorSettings.DEFAULTS.withPort(0), null)),
                        new Memory(64 << 20, 1 << 20, 16 << 20),
                        new IngestPipeline(
                                new Streams(EnrichSettings.DEFAULTS, registry),
                                journal,
                                refused,
                                InstantSource.system(),
                                registry),
                        registry);
                Conservation account = Conservation.watch(
                        open::tallies,
                        refused.account()::tallies,
                        journal,
                        Objects.requireNonNull(loop),
                        InstantSource.system(),
                        registry)) {
            List<Thread> clients = new ArrayList<>();
            for (int client = 0; client < 3; client++) {
                clients.add(Thread.ofVirtual()
                        .start(() -> sendLines(open.port("tcp").orElseThrow())));
            }
            while (clients.stream().anyMatch(Thread::isAlive)) {
                assertThat(account.check().findings()).isEmpty();
            }
            await().until(() -> open.tallies().getFirst().received() == 3 * 2_200
                    && open.tallies().getFirst().inFlight() == 0);
            awaitIndexed();

            Statement statement = account.check();

            assertThat(statement.findings()).isEmpty();
            assertThat(statement.doors().getFirst())
                    .isEqualTo(new Statement.DoorLine("tcp", 6_600, 6_000, 600, 600, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
            // Some of them by being looked up, if a bulk took long.
            assertThat(statement.settled().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(6_000);
        }
    }

    private static void sendLines(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < 200; i++) {
                out.write("{\"service.name\":\"shop\",\"message\":\"m\"}\n"
                        .repeat(10)
                        .getBytes(UTF_8));
                out.write("not a record\n".getBytes(UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
