package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.TestLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What is said of connections for which a door has no room. Alone, for a door of another test may be full meanwhile and say the same. */
@Timeout(60)
@Isolated
class FullDoorTest {
    private static final TcpDoorSettings ONE = new TcpDoorSettings(
            "127.0.0.1",
            0,
            false,
            new DoorLimits(0, 1, 0, 1_024),
            1_024 * 1_024,
            Duration.ofMinutes(5),
            Duration.ofSeconds(2),
            Duration.ofMillis(500));

    private final Logger log = TestLog.of(Excess.class);
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
    private volatile long now;
    private final ClientLimits clients = new ClientLimits(InstantSource.system(), () -> now);

    @BeforeEach
    void listen() {
        heard.start();
        log.setLevel(Level.INFO);
        log.addAppender(heard);
    }

    @AfterEach
    void listenNoMore() {
        log.detachAppender(heard);
        log.setLevel(null);
    }

    private List<String> said() {
        return List.copyOf(heard.list).stream()
                .filter(event -> event.getKeyValuePairs().toString().contains("everybody"))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs())
                .toList();
    }

    @Test
    void isToldOnceWithTheSettingAndOnceMoreWithHowManyItWere() throws IOException {
        try (OpenDoors doors = OpenDoors.withClients(clients, IngestDoors.tcp(() -> ONE, null));
                Socket first = connect(doors)) {
            first.getOutputStream().write("{\"message\":\"in\"}\n".getBytes(UTF_8));
            await().until(() -> doors.journal.count() == 1);

            for (int i = 0; i < 3; i++) {
                assertThat(isClosedByDoor(doors)).isTrue();
            }
            assertThat(said())
                    .singleElement()
                    .asString()
                    .startsWith("WARN closing connections")
                    .contains("max-connections", "door=\"tcp\"");

            now += Duration.ofMinutes(1).toNanos();
            clients.settle();
            assertThat(said()).hasSize(2).last().asString().startsWith("INFO ").contains("refused=\"3\"");
        }
    }

    private static Socket connect(OpenDoors doors) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), doors.tcpPort());
    }

    private static boolean isClosedByDoor(OpenDoors doors) throws IOException {
        try (Socket further = connect(doors)) {
            further.setSoTimeout(20_000);
            return further.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }
}
