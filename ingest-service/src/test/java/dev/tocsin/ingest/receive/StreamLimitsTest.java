package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.IngestDoors;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client may bring by the doors that cannot answer, and that it may be another amount at any time. */
@Timeout(60)
class StreamLimitsTest {
    private static final String ONE = "127.0.0.1";
    private static final String ANOTHER = "127.0.0.2";

    private volatile Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private volatile TcpDoorSettings limits = limits(10, 0, 1_024);
    private final OpenDoors doors = OpenDoors.withClients(
            new ClientLimits(() -> now, System::nanoTime),
            IngestDoors.tcp(() -> limits, null),
            IngestDoors.syslogTcp(() -> limits, null),
            IngestDoors.syslogUdp(() -> limits));

    @AfterEach
    void close() {
        doors.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "syslog-tcp", "syslog-udp"})
    void whatIsOverTheRateIsShedAndCountedAndNobodyElseLosesAnything(String door) throws IOException {
        try (Client greedy = new Client(door, ONE);
                Client modest = new Client(door, ANOTHER)) {
            greedy.send(50);
            modest.send(15);
            awaitReceived(65);
            assertThat(doors.journal.count()).isEqualTo(20 + 15);
            assertThat(doors.count("tocsin.ingest.shed.events", "door", door, "reason", "rate"))
                    .isEqualTo(30);

            now = now.plusSeconds(1);
            greedy.send(12);
            awaitReceived(77);
            assertThat(doors.journal.count()).isEqualTo(20 + 15 + 10);

            now = now.plusSeconds(60);
            greedy.send(20);
            awaitReceived(97);
            assertThat(doors.journal.count()).isEqualTo(20 + 15 + 10 + 20);
            assertThat(doors.count("tocsin.ingest.shed.events")).isEqualTo(32);
        }
    }

    @Test
    void theFirstOnesAreKept() throws IOException {
        try (Client client = new Client("tcp", ONE)) {
            client.send(30);
            awaitReceived(30);

            assertThat(doors.documents())
                    .hasSize(20)
                    .allSatisfy(document -> assertThat(document).containsPattern("\"sequence\":1?[0-9]\\b"));
        }
    }

    @Test
    void aClientHasOneRateOverAllTheseDoors() throws IOException {
        try (Client tcp = new Client("tcp", ONE);
                Client syslog = new Client("syslog-tcp", ONE);
                Client udp = new Client("syslog-udp", ONE)) {
            tcp.send(8);
            awaitReceived(8);
            syslog.send(8);
            awaitReceived(16);
            udp.send(8);
            awaitReceived(24);

            assertThat(doors.journal.count()).isEqualTo(20);
            assertThat(doors.count("tocsin.ingest.shed.events", "door", "syslog-udp"))
                    .isEqualTo(4);
        }
    }

    @Test
    void whatIsShedIsNotTakenForWhatItsSenderLost() throws IOException {
        try (Client client = new Client("tcp", ONE)) {
            client.send(50);
            awaitReceived(50);
            now = now.plusSeconds(1);
            client.number += 3; // These its sender has lost.
            client.send(5);
            awaitReceived(55);
        }

        await().until(() -> doors.count("tocsin.client.lost.events") == 3);
        assertThat(doors.count("tocsin.ingest.shed.events")).isEqualTo(30);
    }

    @Test
    void anotherRateIsInForceForConnectionsThatAreOpen() throws IOException {
        try (Client client = new Client("tcp", ONE)) {
            client.send(30);
            awaitReceived(30);
            assertThat(doors.journal.count()).isEqualTo(20);

            limits = limits(0, 0, 1_024);
            client.send(1_000);
            awaitReceived(1_030);
            assertThat(doors.journal.count()).isEqualTo(1_020);

            limits = limits(1, 0, 1_024);
            now = now.plusSeconds(100);
            client.send(30);
            awaitReceived(1_060);
            assertThat(doors.journal.count()).isEqualTo(1_022);
        }
    }

    @Test
    void anotherLengthOfALineIsInForceForConnectionsThatAreOpen() throws IOException {
        String line = "{\"message\":\"" + "x".repeat(1_500) + "\"}\n";
        try (Client client = new Client("tcp", ONE)) {
            client.write(line);
            await().until(() -> doors.deadLetters.letters().size() == 1);

            limits = limits(10, 0, 2_048);
            client.write(line);
            await().until(() -> doors.journal.count() == 1);

            limits = limits(10, 0, 1_024);
            client.write(line);
            await().until(() -> doors.deadLetters.letters().size() == 2);
        }
    }

    @Test
    void anotherLengthOfADatagramIsThatOfTheNext() throws IOException {
        String message = "<34>" + "x".repeat(1_500);
        try (Client client = new Client("syslog-udp", ONE)) {
            client.write(message);
            await().until(() -> doors.deadLetters.letters().size() == 1);

            limits = limits(10, 0, 2_048);
            client.write(message);
            await().until(() -> doors.journal.count() == 1);
        }
    }

    @Test
    void ofOneClientThereAreSoManyConnectionsAndNoMore() throws IOException {
        limits = limits(0, 2, 1_024);
        try (Client first = new Client("tcp", ONE);
                Client second = new Client("tcp", ONE)) {
            first.send(1);
            second.send(1);
            awaitReceived(2);

            assertThat(isLetIn(ONE)).isFalse();
            assertThat(isLetIn(ANOTHER)).isTrue();
            assertThat(doors.count("tocsin.ingest.refused.connections", "reason", "too_many_of_client"))
                    .isEqualTo(1);
            assertThat(doors.count("tocsin.ingest.refused.connections")).isEqualTo(1);

            first.close();
            await().until(() -> isLetIn(ONE));

            limits = limits(0, 1, 1_024);
            assertThat(isLetIn(ONE)).isFalse();
            second.send(1);
            await().until(() ->
                    doors.balances() && doors.documents().stream().anyMatch(is -> is.contains("\"sequence\":1")));
        }
    }

    private void awaitReceived(int records) {
        await().until(() -> doors.count("tocsin.ingest.received.events") == records && doors.balances());
    }

    /** Whether a connection from there stays open and is read. */
    private boolean isLetIn(String address) throws IOException {
        long before = doors.count("tocsin.ingest.received.events");
        try (Client client = new Client("tcp", address)) {
            client.socket.setSoTimeout(20);
            client.write("{\"message\":\"in\"}\n");
            while (doors.count("tocsin.ingest.received.events") == before) {
                try {
                    if (client.socket.getInputStream().read() < 0) {
                        return false;
                    }
                } catch (SocketTimeoutException e) {
                    // Neither yet.
                }
            }
            return true;
        } catch (SocketException e) {
            return false; // A reset, for we wrote to what was closed.
        }
    }

    private static TcpDoorSettings limits(int eventRate, int connectionsOfClient, int maxLine) {
        return new TcpDoorSettings(
                "127.0.0.1",
                0,
                false,
                new DoorLimits(eventRate, 100, connectionsOfClient, maxLine),
                1_024 * 1_024,
                Duration.ofMinutes(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10));
    }

    /** One sender by one door. */
    private final class Client implements AutoCloseable {
        private final String door;
        private final Socket socket = new Socket();
        private final DatagramSocket datagrams;
        private int number;

        private Client(String door, String from) throws IOException {
            this.door = door;
            InetAddress address = InetAddress.getByName(from);
            datagrams = new DatagramSocket(0, address);
            if (!door.equals("syslog-udp")) {
                socket.bind(new InetSocketAddress(address, 0));
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), doors.port(door)));
            }
        }

        private void send(int records) throws IOException {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < records; i++) {
                String line = door.equals("tcp")
                        ? "{\"service.name\":\"shop\",\"sequence\":" + number++ + "}"
                        : "<34>1 - host app - - - number " + number++;
                if (door.equals("syslog-udp")) {
                    write(line);
                } else {
                    lines.append(line).append('\n');
                }
            }
            if (!lines.isEmpty()) {
                write(lines.toString());
            }
        }

        private void write(String text) throws IOException {
            byte[] bytes = text.getBytes(UTF_8);
            if (door.equals("syslog-udp")) {
                datagrams.send(
                        new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), doors.port(door)));
            } else {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            datagrams.close();
        }
    }
}
