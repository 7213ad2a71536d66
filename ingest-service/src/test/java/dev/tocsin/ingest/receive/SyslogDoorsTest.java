package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.event.RecordFormat;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.refused.DeadLetter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Syslog over real sockets. */
@Timeout(120)
class SyslogDoorsTest {
    private static final TcpDoorSettings USUAL = TcpDoorSettings.DEFAULTS;

    /** Sheds after 200 ms, drains for a second. */
    private static final TcpDoorSettings QUICK = settings(USUAL.maxBytesInFlight(), Duration.ofMillis(200));

    @Test
    void eachDatagramIsAMessageWhateverEndsIt() throws IOException {
        try (OpenDoors doors = OpenDoors.ofSyslog(USUAL, null)) {
            send(doors, "<34>1 2026-11-23T01:00:00Z web-1 su 7 ID47 [x@1 a=\"b\"] one");
            send(doors, "<34>two\nof two lines\n");
            send(doors, "<34>three\0");

            await().until(() -> doors.journal.count() == 3);
            assertThat(doors.documents().get(0))
                    .contains("\"log\":{\"level\":\"FATAL\",\"source\":{\"address\":\"127.0.0.1\"},\"syslog\":{")
                    .contains("\"facility\":{\"code\":4,\"name\":\"auth\"}", "\"msgid\":\"ID47\"", "\"priority\":34")
                    .contains("\"severity\":{\"code\":2,\"name\":\"Critical\"},\"version\":\"1\"")
                    .contains("\"labels\":{\"log.syslog.structured_data.x@1.a\":\"b\"}")
                    .contains("\"host\":{\"name\":\"web-1\"}", "\"process\":{\"pid\":7,\"name\":\"su\"}")
                    .contains("\"message\":\"one\"", "\"@timestamp\":\"2026-11-23T01:00:00Z\"");
            assertThat(doors.documents().get(1))
                    .contains("\"message\":\"two\\nof two lines\"", "\"host\":{\"name\":\"127.0.0.1\"}");
            assertThat(doors.documents().get(2)).contains("\"message\":\"three\"");
            assertThat(doors.journal.events())
                    .allSatisfy(event -> assertThat(event.dataStream()).isEqualTo("logs-syslog-tocsin"));
            assertThat(doors.count("tocsin.ingest.nameless.events")).isZero();
            assertThat(doors.balances()).isTrue();
        }
    }

    @Test
    void theLargestDatagramIsWholeAndAnEmptyOneADeadLetter() throws IOException {
        String largest = "<34>" + "x".repeat(65_507 - 4);
        try (OpenDoors doors = OpenDoors.ofSyslog(USUAL, null)) {
            send(doors, largest);
            send(doors, "");
            send(doors, "<34>last");

            await().until(() -> doors.journal.count() == 2);
            await().until(() -> doors.deadLetters.letters().size() == 1);
            assertThat(doors.documents().getFirst()).contains("x".repeat(65_507 - 4) + "\"");
            DeadLetter letter = doors.deadLetters.letters().getFirst();
            assertThat(letter.reason()).startsWith("empty");
            assertThat(Objects.requireNonNull(letter.origin()).format()).isEqualTo(RecordFormat.SYSLOG);
        }
    }

    @Test
    void aDatagramOverTheLimitIsRefusedAsSuch() throws IOException {
        TcpDoorSettings small = new TcpDoorSettings(
                "127.0.0.1",
                0,
                false,
                new DoorLimits(0, 10, 0, 2_000),
                64_000,
                Duration.ofMinutes(1),
                Duration.ZERO,
                Duration.ofSeconds(5));
        try (OpenDoors doors = OpenDoors.ofSyslog(small, null)) {
            send(doors, "<34>" + "x".repeat(2_000));

            await().until(() -> doors.deadLetters.letters().size() == 1);
            assertThat(doors.deadLetters.letters().getFirst().reason()).startsWith("datagram longer than 2000 bytes");
        }
    }

    @Test
    void manyDatagramsOfManySendersAreOnceEach() throws IOException {
        int each = 500;
        try (OpenDoors doors = OpenDoors.ofSyslog(USUAL, null)) {
            for (int i = 0; i < each; i++) {
                for (String sender : List.of("127.0.0.1", "127.0.0.2", "127.0.0.3")) {
                    sendFrom(sender, doors, "<34>number " + i + " of " + sender + ".");
                }
                int sent = 3 * (i + 1);
                if (i % 50 == 0) {
                    await().until(() -> doors.journal.count() == sent);
                }
            }

            await().until(() -> doors.journal.count() == 3 * each);
            for (String sender : List.of("127.0.0.1", "127.0.0.2", "127.0.0.3")) {
                List<String> of = doors.documents().stream()
                        .filter(document -> document.contains("\"host\":{\"name\":\"" + sender + "\"}"))
                        .toList();
                for (int i = 0; i < each; i++) {
                    assertThat(of.get(i)).contains("number " + i + " of " + sender + ".");
                }
            }
        }
    }

    @Test
    void overTcpEachFrameIsReadAsItBegins() throws IOException {
        try (OpenDoors doors = OpenDoors.ofSyslog(USUAL, null);
                Socket client = connect(doors, "syslog-tcp")) {
            write(client, counted("<11>Nov 23 02:00:00 h shop[7]: java.lang.Error: no\n\tat a.B.c(B.java:1)\n"));
            write(client, "<11>Nov 23 02:00:00 h shop[7]: a line\r\n\n<11>another\0\n");
            write(client, counted("<11>counted again") + "no priority\n");

            await().until(() -> doors.journal.count() == 5);
            assertThat(doors.documents())
                    .satisfiesExactly(
                            first -> assertThat(first)
                                    .contains("\"message\":\"java.lang.Error: no\\n\\tat a.B.c(B.java:1)\"")
                                    .contains("\"level\":\"ERROR\""),
                            second -> assertThat(second).contains("\"message\":\"a line\""),
                            third -> assertThat(third).contains("\"message\":\"another\""),
                            fourth -> assertThat(fourth).contains("\"message\":\"counted again\""),
                            fifth -> assertThat(fifth).contains("\"message\":\"no priority\""));
        }
    }

    @Test
    void aBadLengthEndsTheConnectionAndSaysWhy() throws IOException {
        try (OpenDoors doors = OpenDoors.ofSyslog(USUAL, null);
                Socket client = connect(doors, "syslog-tcp")) {
            client.setSoTimeout(60_000);
            write(client, counted("<11>good") + "12<11>bad");

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            await().until(() -> doors.deadLetters.letters().size() == 1);
            assertThat(doors.journal.count()).isEqualTo(1);
            assertThat(doors.deadLetters.letters().getFirst().reason()).contains("not with its length");
            assertThat(doors.count("tocsin.ingest.refused.connections", "reason", "bad_length"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"474554202f20485454502f312e310d0a, HTTP", "160301020001, TLS"})
    void whoSpeaksSomethingElseIsClosed(String hex, String protocol) throws IOException {
        try (OpenDoors doors = OpenDoors.ofSyslog(USUAL, null);
                Socket client = connect(doors, "syslog-tcp")) {
            client.setSoTimeout(60_000);
            client.getOutputStream().write(HexFormat.of().parseHex(hex));

            assertThat(client.getInputStream().readAllBytes()).as(protocol).isEmpty();
            assertThat(doors.count("tocsin.ingest.refused.connections", "reason", "foreign_protocol"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"syslog-udp", "syslog-tcp"})
    void shedsAndCountsWhileTheJournalIsFullAndKeepsEventsAgainLater(String door) throws IOException {
        try (OpenDoors doors = OpenDoors.ofSyslog(QUICK, null);
                Socket client = connect(doors, "syslog-tcp")) {
            doors.journal.refuse(new JournalFull("full"));
            say(door, doors, client, "<11>one");
            say(door, doors, client, "<11>two");
            await().until(() -> doors.count("tocsin.ingest.shed.events", "door", door) == 2);

            doors.journal.refuse(null);
            say(door, doors, client, "<11>three");

            await().until(() -> doors.journal.count() == 1);
            await().until(doors::balances);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"syslog-udp", "syslog-tcp"})
    void waitsForAFullJournalForAWhile(String door) throws IOException {
        try (OpenDoors doors = OpenDoors.ofSyslog(settings(64_000, Duration.ofMinutes(5)), null);
                Socket client = connect(doors, "syslog-tcp")) {
            doors.journal.refuse(new JournalFull("full"));
            say(door, doors, client, "<11>one");
            await().until(() -> doors.journal.appends() > 2);
            say(door, doors, client, "<11>two");

            doors.journal.refuse(null);

            await().until(() -> doors.journal.count() == 2);
            assertThat(doors.count("tocsin.ingest.shed.events")).isZero();
        }
    }

    /** What is sent is in the journal, or counted by the kernel. */
    @Test
    void aSlowJournalLeavesDatagramsToTheKernelWhichCountsWhatItDrops() throws IOException {
        int datagrams = 40_000;
        try (OpenDoors doors = OpenDoors.ofSyslog(settings(64_000, Duration.ofMinutes(5)), null);
                DatagramSocket sender = new DatagramSocket()) {
            doors.journal.hold();
            byte[] message = ("<11>" + "m".repeat(1_000)).getBytes(UTF_8);
            for (int i = 0; i < datagrams; i++) {
                sender.send(new DatagramPacket(
                        message, message.length, InetAddress.getLoopbackAddress(), doors.port("syslog-udp")));
            }
            assertThat(doors.count("tocsin.ingest.received.events")).isLessThan(datagrams / 2);

            doors.journal.release();

            FunctionCounter dropped =
                    doors.metrics.find("tocsin.ingest.dropped.datagrams").functionCounter();
            assertThat(dropped != null)
                    .isEqualTo(System.getProperty("os.name")
                            .toLowerCase(Locale.ROOT)
                            .contains("linux"));
            if (dropped != null) {
                await().until(() -> doors.journal.count() + (long) dropped.count() == datagrams);
                assertThat(dropped.count()).isPositive();
            }
        }
    }

    @Test
    void whatTheKernelHasAtAStopIsRead() throws IOException {
        int datagrams = 200;
        OpenDoors doors = OpenDoors.ofSyslog(settings(64_000, Duration.ofMinutes(5)), null);
        doors.journal.refuse(new JournalFull("full"));
        send(doors, "<11>first");
        await().until(() -> doors.journal.appends() > 1);
        // It is not read now.
        for (int i = 1; i < datagrams; i++) {
            send(doors, "<11>number " + i);
        }

        CompletableFuture<Void> closing = CompletableFuture.runAsync(doors::close);
        doors.journal.refuse(null);

        closing.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(doors.journal.count()).isEqualTo(datagrams);
    }

    @Test
    void aStopReadsTcpConnectionsToTheirEnd() throws Exception {
        OpenDoors doors = OpenDoors.ofSyslog(USUAL, null);
        Socket client = connect(doors, "syslog-tcp");
        AtomicInteger sent = new AtomicInteger();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try (client) {
                client.setSoTimeout(60_000);
                for (int i = 0; i < 100; i++) {
                    write(client, counted("<11>number " + sent.incrementAndGet()));
                }
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                for (int i = 0; i < 1_000; i++) {
                    write(client, counted("<11>number " + sent.incrementAndGet()));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> doors.journal.count() == 100);

        doors.close();

        sending.get(60, TimeUnit.SECONDS);
        assertThat(doors.journal.count()).isEqualTo(sent.get());
    }

    /** Whatever comes, nobody else notices, and each record has one fate, which closing the doors looks at. */
    @Test
    void hostileBytesHarmNobody() throws IOException {
        long seed = 6514L;
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "<11>",
                "<999>",
                "7 ",
                "9999999 ",
                "12345678 ",
                "\n",
                "\0",
                "\r",
                "[x a=\"",
                "\\",
                "]",
                "1 - - - - - - ",
                "Nov 23 ");
        try (OpenDoors doors = OpenDoors.ofSyslog(QUICK, null);
                Socket good = connect(doors, "syslog-tcp")) {
            for (int round = 0; round < 300; round++) {
                ByteArrayOutputStream hostile = new ByteArrayOutputStream();
                for (int i = random.nextInt(200); i > 0; i--) {
                    if (random.nextInt(3) == 0) {
                        hostile.write(random.nextInt(256));
                    } else {
                        hostile.writeBytes(
                                pieces.get(random.nextInt(pieces.size())).getBytes(UTF_8));
                    }
                }
                sendFrom("127.0.0.1", doors, hostile.toByteArray());
                try (Socket bad = connect(doors, "syslog-tcp")) {
                    bad.getOutputStream().write(hostile.toByteArray());
                } catch (IOException e) {
                    // It was closed before it had said all.
                }
            }
            write(good, counted("<11>still here"));

            await().until(() -> doors.documents().stream().anyMatch(document -> document.contains("still here")));
            await().until(doors::balances);
            assertThat(doors.count("tocsin.ingest.shed.events"))
                    .as("seed %d", seed)
                    .isZero();
        }
    }

    @Test
    void aPortThatIsTakenForUdpIsExplained() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                EventLoops loops = EventLoops.open()) {
            assertThatThrownBy(() -> UdpDoor.open(() -> USUAL.withPort(taken.getLocalPort()), behind(loops)))
                    .isInstanceOf(CannotOpenDoor.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " for UDP is taken by PID "
                            + ProcessHandle.current().pid())
                    .hasMessageContaining("TOCSIN_SYSLOG_PORT");
        }
    }

    @Test
    void anAddressThatOthersReachNeedsAnExplicitYes() {
        TcpDoorSettings everywhere = USUAL.at("0.0.0.0", 0);
        try (EventLoops loops = EventLoops.open()) {
            assertThatThrownBy(() -> UdpDoor.open(() -> everywhere, behind(loops)))
                    .isInstanceOf(CannotOpenDoor.class)
                    .hasMessageContaining("tocsin.ingest.syslog.trusted-network (TOCSIN_SYSLOG_TRUSTED_NETWORK)");
            UdpDoor.open(() -> everywhere.trusting(true), behind(loops)).close();
        }
    }

    private static DoorPlan.Behind behind(EventLoops loops) {
        return new DoorPlan.Behind(new FailingIntake(), new Memory(1, 1_024, 1_024), new SimpleMeterRegistry(), loops);
    }

    private static TcpDoorSettings settings(int maxInFlight, Duration patience) {
        return new TcpDoorSettings(
                "127.0.0.1",
                0,
                false,
                new DoorLimits(0, 100, 0, 1_024 * 1_024),
                maxInFlight,
                Duration.ofMinutes(5),
                patience,
                Duration.ofSeconds(10));
    }

    private static void say(String door, OpenDoors doors, Socket client, String message) throws IOException {
        if (door.equals("syslog-udp")) {
            send(doors, message);
        } else {
            write(client, counted(message));
        }
    }

    private static void send(OpenDoors doors, String message) throws IOException {
        sendFrom("127.0.0.1", doors, message);
    }

    private static void sendFrom(String address, OpenDoors doors, String message) throws IOException {
        sendFrom(address, doors, message.getBytes(UTF_8));
    }

    private static void sendFrom(String address, OpenDoors doors, byte[] bytes) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(address))) {
            socket.send(new DatagramPacket(
                    bytes, bytes.length, InetAddress.getLoopbackAddress(), doors.port("syslog-udp")));
        }
    }

    private static String counted(String message) {
        return message.getBytes(UTF_8).length + " " + message;
    }

    private static Socket connect(OpenDoors doors, String door) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), doors.port(door));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }
}
