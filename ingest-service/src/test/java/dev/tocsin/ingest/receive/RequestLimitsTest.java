package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.access.TokenBook;
import dev.tocsin.ingest.IngestDoors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client may ask of the doors that answer, and that it may be another amount at any time. */
@Timeout(60)
class RequestLimitsTest {
    private static final String ONE = "127.0.0.1";
    private static final String ANOTHER = "127.0.0.2";

    private volatile Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private volatile HttpDoorSettings limits = limits(0, 0, 4_096);
    private final DoorAccess access = new DoorAccess(TokenBook.of(), () -> now, null);
    private final OpenDoors doors = new OpenDoors(
            IngestDoors.http(() -> limits, access),
            IngestDoors.otlpHttp(() -> limits, access),
            IngestDoors.otlpGrpc(() -> limits, access));

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aClientHasOneRateOverAllTheseDoors() throws IOException {
        limits = limits(2, 0, 4_096);
        try (Client http = new Client("http", ONE);
                Client otlp = new Client("otlp-http", ONE);
                Client another = new Client("otlp-http", ANOTHER)) {
            assertThat(http.post("/v1/events", 1)).isEqualTo(200);
            assertThat(otlp.post("/v1/logs", 1)).isEqualTo(200);
            assertThat(http.post("/v1/events", 1)).isEqualTo(200);
            assertThat(otlp.post("/v1/logs", 1)).isEqualTo(200);
            assertThat(http.post("/v1/events", 1)).isEqualTo(429);
            assertThat(another.post("/v1/logs", 1)).isEqualTo(200);
        }
    }

    @Test
    void anotherRateIsInForceForConnectionsThatAreOpen() throws IOException {
        try (Client client = new Client("http", ONE)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.post("/v1/events", 1)).isEqualTo(200);
            }
            limits = limits(1, 0, 4_096);
            assertThat(client.post("/v1/events", 1)).isEqualTo(200);
            assertThat(client.post("/v1/events", 1)).isEqualTo(200);
            assertThat(client.post("/v1/events", 1)).isEqualTo(429);
        }
        try (Client client = new Client("http", ONE)) {
            now = now.plusSeconds(1);
            assertThat(client.post("/v1/events", 1)).isEqualTo(200);
        }
    }

    @Test
    void anotherSizeIsThatOfTheNextRequest() throws IOException {
        try (Client client = new Client("http", ONE)) {
            assertThat(client.post("/v1/events", 2_000)).isEqualTo(200);
            limits = limits(0, 0, 8_192);
            assertThat(client.post("/v1/events", 6_000))
                    .as("on the same connection")
                    .isEqualTo(200);
            limits = limits(0, 0, 1_024);
            assertThat(client.post("/v1/events", 2_000)).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "otlp-http", "otlp-grpc"})
    void ofOneClientThereAreSoManyConnectionsAndNoMore(String door) throws IOException {
        limits = limits(0, 1, 4_096);
        try (Client _ = new Client(door, ONE)) {
            await().until(() -> open(door) == 1);
            try (Client further = new Client(door, ONE)) {
                assertThat(further.isClosedByDoor()).isTrue();
            }
            try (Client _ = new Client(door, ANOTHER)) {
                await().until(() -> open(door) == 2);
            }
            assertThat(doors.count("tocsin.ingest.refused.connections", "door", door))
                    .isEqualTo(1);
            await().until(() -> open(door) == 1);

            limits = limits(0, 2, 4_096);
            try (Client _ = new Client(door, ONE)) {
                await().until(() -> open(door) == 2);
            }
            assertThat(doors.count("tocsin.ingest.refused.connections", "door", door, "reason", "too_many_of_client"))
                    .isEqualTo(1);
        }
    }

    private double open(String door) {
        return doors.metrics
                .get("tocsin.ingest.connections")
                .tag("door", door)
                .gauge()
                .value();
    }

    private static HttpDoorSettings limits(int rate, int connectionsOfClient, int maxBody) {
        return new HttpDoorSettings(
                "127.0.0.1",
                0,
                new DoorLimits(rate, 100, connectionsOfClient, maxBody),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
    }

    /** One connection. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket();

        private Client(String door, String from) throws IOException {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), doors.port(door)));
            socket.setSoTimeout(20_000);
        }

        /** Returns the status. */
        private int post(String path, int bytes) throws IOException {
            String events = "{\"message\":\"" + "x".repeat(bytes) + "\"}";
            String body = path.equals("/v1/logs")
                    ? "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"x\"}}]}]}]}"
                    : events;
            socket.getOutputStream()
                    .write(("POST " + path
                                    + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(UTF_8));
            return status();
        }

        private int status() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            String length = head.toString().replaceFirst("(?is).*content-length: (\\d+).*", "$1");
            socket.getInputStream().readNBytes(Integer.parseInt(length));
            return Integer.parseInt(head.substring(9, 12));
        }

        private boolean isClosedByDoor() throws IOException {
            try {
                return socket.getInputStream().read() < 0;
            } catch (SocketException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
