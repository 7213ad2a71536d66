package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.journal.JournalUnavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class TcpDoorTest {
    private static final TcpDoorSettings QUICK =
            settings(1_024 * 1_024, Duration.ofMillis(300), Duration.ofMillis(200));

    @ParameterizedTest
    @EnumSource(names = {"READING", "COMMITTING", "BEING_COMMITTED"})
    void countsWhatItCannotKeepAndGivesItsMemoryBackWhenMemoryRunsOut(ExhaustedIntake.Place place) throws Exception {
        Memory memory = new Memory(1_000_000, 1_024 * 1_024, 1_024 * 1_024);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        TcpDoorSettings settings = TcpDoorSettings.DEFAULTS.withPort(0);
        try (EventLoops loops = EventLoops.open();
                TcpDoor door = TcpDoor.open(
                        StreamProtocol.JSON_LINES,
                        () -> settings,
                        null,
                        new DoorPlan.Behind(new ExhaustedIntake(place), memory, metrics, loops));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            socket.getOutputStream().write("{\"a\":1}\n".getBytes(UTF_8));

            await().untilAsserted(() -> assertThat(metrics.find("tocsin.ingest.shed.events")
                            .tag("reason", "error")
                            .counters())
                    .singleElement()
                    .satisfies(shed -> assertThat(shed.count()).isEqualTo(1)));
            await().untilAsserted(() -> assertThat(memory.heldBytes()).isZero());
        }
    }

    @Test
    void journalsEachLineAndIgnoresKeepAlives() throws IOException {
        try (OpenDoors doors = new OpenDoors();
                Socket client = connect(doors)) {
            write(client, "\n\r\n\n{\"app\":\"s\",\"message\":\"1\"}\n\n{\"app\":\"s\",\"message\":\"2\"}\r\n");

            await().until(() -> doors.journal.count() == 2);
            assertThat(doors.documents().get(0))
                    .contains("\"message\":\"1\"", "\"source\":{\"address\":\"127.0.0.1\"}");
            assertThat(doors.documents().get(1)).contains("\"message\":\"2\"");
            assertThat(doors.count("tocsin.ingest.received.events", "door", "tcp"))
                    .isEqualTo(2);
        }
    }

    @Test
    void readsALineThatComesByteByByte() throws IOException {
        try (OpenDoors doors = new OpenDoors();
                Socket client = connect(doors)) {
            client.setTcpNoDelay(true);
            for (byte b : "{\"message\":\"größer €\"}\n".getBytes(UTF_8)) {
                client.getOutputStream().write(b);
                client.getOutputStream().flush();
            }

            await().until(() -> doors.journal.count() == 1);
            assertThat(doors.documents().getFirst()).contains("größer €");
        }
    }

    @Test
    void badLinesBecomeDeadLettersAndGoodOnesGoOn() throws IOException {
        try (OpenDoors doors = new OpenDoors();
                Socket client = connect(doors)) {
            write(client, "{\"a\":1}\nplain text\n{\"a\":\n{\"a\":2}\n");

            await().until(() ->
                    doors.journal.count() == 2 && doors.deadLetters.letters().size() == 2);
            assertThat(doors.deadLetters.letters())
                    .extracting(letter -> new String(letter.raw(), UTF_8))
                    .containsExactly("plain text", "{\"a\":");
            assertThat(doors.deadLetters.letters().getFirst().stage()).isEqualTo("decode");
            await().until(doors::balances);
        }
    }

    @Test
    void aLastLineWithoutLineFeedCountsIfItIsWhole() throws IOException {
        try (OpenDoors doors = new OpenDoors()) {
            try (Socket client = connect(doors)) {
                write(client, "{\"a\":1}\n{\"a\":2}");
            }
            try (Socket client = connect(doors)) {
                write(client, "{\"a\":3}\n{\"a\":4");
            }

            await().until(() ->
                    doors.journal.count() == 3 && doors.deadLetters.letters().size() == 1);
        }
    }

    @Test
    void aLineOfTenMegabytesIsOneDeadLetterAndTheNextLineIsReadAgain() throws IOException {
        try (OpenDoors doors = new OpenDoors();
                Socket client = connect(doors)) {
            OutputStream out = client.getOutputStream();
            byte[] chunk = "x".repeat(64 * 1_024).getBytes(UTF_8);
            for (int i = 0; i < 160; i++) {
                out.write(chunk);
            }
            write(client, "\n{\"a\":1}\n");

            await().until(() -> doors.journal.count() == 1);
            await().until(() -> doors.deadLetters.letters().size() == 1);
            assertThat(doors.deadLetters.letters().getFirst().truncated()).isTrue();
            assertThat(doors.deadLetters.letters().getFirst().raw()).hasSize(64 * 1_024);
            assertThat(doors.deadLetters.letters().getFirst().reason()).startsWith("line longer than");
            assertThat(doors.count("tocsin.ingest.malformed.events")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bf6a4074696d657374616d70, cbor",
        "a1616101aaaa, cbor",
        "3a290a05fa8a, smile",
        "160301020001, tls",
        "474554202f20485454502f312e310d0a, http",
        "504f5354202f7631, http",
    })
    void closesConnectionsThatSpeakSomethingElse(String hex, String protocol) throws IOException {
        try (OpenDoors doors = new OpenDoors();
                Socket client = connect(doors)) {
            client.getOutputStream().write(HexFormat.of().parseHex(hex));
            client.setSoTimeout(10_000);

            assertThat(client.getInputStream().read()).as(protocol).isEqualTo(-1);
            assertThat(doors.count("tocsin.ingest.refused.connections", "reason", "foreign_protocol"))
                    .isEqualTo(1);
            assertThat(doors.journal.appends()).isZero();
        }
    }

    @Test
    void idleConnectionsStayButAHalfLineThatWaitsIsClosedAndKept() throws IOException {
        try (OpenDoors doors = new OpenDoors(QUICK, HttpDoorSettings.DEFAULTS);
                Socket idle = connect(doors);
                Socket half = connect(doors)) {
            write(idle, "{\"a\":1}\n");
            write(half, "{\"a\":1}\n{\"half\":");
            half.setSoTimeout(10_000);

            assertThat(half.getInputStream().read()).isEqualTo(-1);
            assertThat(doors.count("tocsin.ingest.refused.connections", "reason", "line_timeout"))
                    .isEqualTo(1);
            await().until(() -> doors.deadLetters.letters().size() == 1);
            write(idle, "{\"a\":2}\n");
            await().until(() -> doors.journal.count() == 3);
        }
    }

    @Test
    void aDripThatNeverEndsItsLineIsClosedToo() throws IOException {
        try (OpenDoors doors = new OpenDoors(QUICK, HttpDoorSettings.DEFAULTS);
                Socket client = connect(doors)) {
            client.setSoTimeout(20);
            CompletableFuture<Void> dripping = CompletableFuture.runAsync(() -> drip(client));

            await().until(() -> doors.count("tocsin.ingest.refused.connections", "reason", "line_timeout") == 1);
            await().until(dripping::isDone);
        }
    }

    @Test
    void waitsForAFullJournalAndLosesNothingIfItIsEmptiedInTime() throws IOException {
        TcpDoorSettings patient = settings(1_024 * 1_024, Duration.ofMinutes(5), Duration.ofSeconds(30));
        try (OpenDoors doors = new OpenDoors(patient, HttpDoorSettings.DEFAULTS);
                Socket client = connect(doors)) {
            doors.journal.refuse(new JournalFull("full"));
            write(client, "{\"a\":1}\n");
            await().until(() -> doors.journal.appends() > 2);
            write(client, "{\"a\":2}\n");

            doors.journal.refuse(null);

            await().until(() -> doors.journal.count() == 2);
            assertThat(doors.count("tocsin.ingest.shed.events")).isZero();
            await().until(doors::balances);
        }
    }

    @Test
    void shedsAndCountsWhenTheJournalStaysFullAndKeepsEventsAgainLater() throws IOException {
        try (OpenDoors doors = new OpenDoors(QUICK, HttpDoorSettings.DEFAULTS);
                Socket client = connect(doors)) {
            doors.journal.refuse(new JournalFull("full"));
            write(client, "{\"a\":1}\n{\"a\":2}\nbad\n");
            await().until(() -> doors.count("tocsin.ingest.shed.events", "reason", "journal_full") == 3);
            write(client, "{\"a\":3}\n");
            await().until(() -> doors.count("tocsin.ingest.shed.events", "reason", "journal_full") == 4);

            doors.journal.refuse(null);
            write(client, "{\"a\":4}\n");

            await().until(() -> doors.journal.count() == 1);
            await().until(doors::balances);
        }
    }

    @Test
    void countsEventsWhoseFateABrokenDiskLeavesUnknown() throws IOException {
        try (OpenDoors doors = new OpenDoors(QUICK, HttpDoorSettings.DEFAULTS);
                Socket client = connect(doors)) {
            doors.journal.refuse(new JournalUnavailable("disk"));
            write(client, "{\"a\":1}\n");

            await().until(() -> doors.count("tocsin.ingest.shed.events", "reason", "journal_unavailable") == 1);
        }
    }

    @Test
    void stopsReadingWhileTheJournalIsSlowAndReadsOnWhenItIsNot() throws IOException {
        TcpDoorSettings patient = settings(64 * 1_024, Duration.ofMinutes(5), Duration.ofMinutes(5));
        try (OpenDoors doors = new OpenDoors(patient, HttpDoorSettings.DEFAULTS);
                Socket client = connect(doors)) {
            doors.journal.hold();
            int lines = 20_000;
            AtomicInteger written = new AtomicInteger();
            CompletableFuture<Void> writing = writing(client, lines, written);
            await().pollInterval(Duration.ofMillis(300)).until(written::get, new Unchanged()::since);

            assertThat(written.get()).isLessThan(lines);
            assertThat(doors.journal.count()).isLessThan(2_000);
            doors.journal.release();

            await().until(() -> doors.journal.count() == lines);
            assertThat(writing).isCompleted();
            assertThat(doors.count("tocsin.ingest.shed.events")).isZero();
        }
    }

    @Test
    void readsOnAfterThePatienceWhenTheJournalHangsAndCountsWhatItCannotKeep() throws IOException {
        TcpDoorSettings small = settings(64 * 1_024, Duration.ofMinutes(5), Duration.ofMillis(200));
        try (OpenDoors doors = new OpenDoors(small, HttpDoorSettings.DEFAULTS);
                Socket client = connect(doors)) {
            doors.journal.hold();
            int lines = 20_000;
            writing(client, lines, new AtomicInteger()).join();
            write(client, "{\"message\":\"it began while ");
            await().until(() -> doors.count("tocsin.ingest.received.events") == lines);
            int kept = doors.journal.count();
            assertThat(doors.count("tocsin.ingest.shed.events", "reason", "in_flight"))
                    .isEqualTo(lines - kept);
            assertThat(kept).isPositive();

            doors.journal.release();
            await().until(() -> doors.heldBytes() == 0);
            write(client, "the journal hung\"}\n");

            await().until(() -> doors.journal.count() == kept + 1);
            assertThat(doors.documents().getLast()).contains("it began while the journal hung");
            await().until(doors::balances);
            assertThat(doors.count("tocsin.ingest.shed.events")).isEqualTo(lines - kept);
        }
    }

    @Test
    void countsTheLastLineOfAClientThatHangsUpWhileTheJournalHangs() throws IOException {
        TcpDoorSettings small = settings(1_024, Duration.ofMinutes(5), Duration.ofMillis(200));
        try (OpenDoors doors = new OpenDoors(small, HttpDoorSettings.DEFAULTS)) {
            doors.journal.hold();
            try (Socket client = connect(doors)) {
                write(client, "{\"message\":\"" + "m".repeat(2_000) + "\"}\n{\"message\":\"the last one\"}");
            }
            await().until(() -> doors.count("tocsin.ingest.shed.events", "reason", "in_flight") == 1);

            doors.journal.release();
            await().until(doors::balances);
            assertThat(doors.journal.count()).isEqualTo(1);
        }
    }

    @Test
    void drainsByHalfClosingAndLosesNothing() throws Exception {
        OpenDoors doors = new OpenDoors();
        Socket client = connect(doors);
        AtomicInteger sent = new AtomicInteger();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try (client) {
                client.setSoTimeout(1);
                while (!serverHungUp(client)) {
                    write(client, "{\"n\":" + sent.incrementAndGet() + "}\n");
                }
                for (int i = 0; i < 1_000; i++) {
                    write(client, "{\"n\":" + sent.incrementAndGet() + "}\n");
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> doors.journal.count() > 20);

        doors.close();

        sending.get(10, TimeUnit.SECONDS);
        assertThat(doors.journal.count()).isEqualTo(sent.get());
    }

    @Test
    void aClientThatDoesNotHangUpIsClosedAfterTheDrainTime() throws IOException {
        OpenDoors doors = new OpenDoors(QUICK, HttpDoorSettings.DEFAULTS);
        try (Socket client = connect(doors)) {
            write(client, "{\"a\":1}\n");
            await().until(() -> doors.journal.count() == 1);

            doors.close();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void furtherConnectionsAreClosedAtOnce() throws IOException {
        TcpDoorSettings one = new TcpDoorSettings(
                "127.0.0.1",
                0,
                false,
                new DoorLimits(0, 1, 0, 1_024 * 1_024),
                1_024 * 1_024,
                Duration.ofMinutes(5),
                Duration.ofSeconds(2),
                Duration.ofMillis(500));
        try (OpenDoors doors = new OpenDoors(one, HttpDoorSettings.DEFAULTS);
                Socket first = connect(doors)) {
            write(first, "{\"a\":1}\n");
            await().until(() -> doors.journal.count() == 1);
            try (Socket second = connect(doors)) {
                second.setSoTimeout(10_000);

                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(doors.count("tocsin.ingest.refused.connections", "reason", "too_many"))
                    .isEqualTo(1);
            write(first, "{\"a\":2}\n");
            await().until(() -> doors.journal.count() == 2);
        }
    }

    @Test
    void aDiskThatTakesNoDeadLettersHarmsNobodyAndHasThemLater() throws IOException {
        try (OpenDoors doors = new OpenDoors();
                Socket client = connect(doors)) {
            doors.deadLetters.breakDisk();
            write(client, "bad\n{\"a\":1}\n");
            await().until(() -> doors.journal.count() == 1);
            write(client, "{\"a\":2}\n");
            await().until(() -> doors.journal.count() == 2);
            assertThat(doors.deadLetters.letters()).isEmpty();

            doors.deadLetters.repairDisk();

            await().until(() -> doors.deadLetters.letters().size() == 1);
            assertThat(doors.count("tocsin.dead.letters.lost")).isZero();
        }
    }

    @Test
    void aTakenPortIsExplained() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EventLoops loops = EventLoops.open()) {
            TcpDoorSettings settings = TcpDoorSettings.DEFAULTS.withPort(taken.getLocalPort());

            assertThatThrownBy(() ->
                            TcpDoor.open(StreamProtocol.JSON_LINES, () -> settings, null, behindWhichAllFails(loops)))
                    .isInstanceOf(CannotOpenDoor.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken by PID "
                            + ProcessHandle.current().pid())
                    .hasMessageContaining("set TOCSIN_TCP_PORT");
        }
    }

    @Test
    void anAddressThatOthersReachNeedsAnExplicitYes() {
        TcpDoorSettings everywhere = new TcpDoorSettings(
                "0.0.0.0",
                0,
                false,
                new DoorLimits(0, 1, 0, 1_024),
                1_024,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO);
        try (EventLoops loops = EventLoops.open()) {
            assertThatThrownBy(() ->
                            TcpDoor.open(StreamProtocol.JSON_LINES, () -> everywhere, null, behindWhichAllFails(loops)))
                    .isInstanceOf(CannotOpenDoor.class)
                    .hasMessageContaining("trusted-network");
        }
    }

    private static DoorPlan.Behind behindWhichAllFails(EventLoops loops) {
        return new DoorPlan.Behind(new FailingIntake(), new Memory(1, 1_024, 1_024), new SimpleMeterRegistry(), loops);
    }

    private static TcpDoorSettings settings(int maxInFlight, Duration lineTimeout, Duration patience) {
        return new TcpDoorSettings(
                "127.0.0.1",
                0,
                false,
                new DoorLimits(0, 100, 0, 1_024 * 1_024),
                maxInFlight,
                lineTimeout,
                patience,
                Duration.ofSeconds(1));
    }

    private static Socket connect(OpenDoors doors) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), doors.tcpPort());
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    /** Lines of a kilobyte. */
    private static CompletableFuture<Void> writing(Socket client, int lines, AtomicInteger written) {
        byte[] line = ("{\"message\":\"" + "m".repeat(1_000) + "\"}\n").getBytes(UTF_8);
        return CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < lines; i++) {
                    client.getOutputStream().write(line);
                    written.incrementAndGet();
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static boolean serverHungUp(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static void drip(Socket socket) {
        try {
            while (!serverHungUp(socket)) {
                write(socket, "x");
            }
        } catch (IOException e) {
            // The connection is gone: that is what is waited for.
        }
    }

    /** True when a number is the same as at the last look. */
    private static final class Unchanged {
        private int last = -1;

        private boolean since(int now) {
            boolean same = now == last;
            last = now;
            return same;
        }
    }
}
