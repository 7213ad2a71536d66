package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import dev.tocsin.ingest.IngestDoors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The stock appender, whose encoder numbers its events, over connections that break: what is counted as lost is what is missing. */
@Timeout(180)
class SequenceGapsTest {
    private static final Pattern NUMBER = Pattern.compile("\"sequence\":(\\d+)");
    private static final int EVENTS = 40_000;

    @Test
    void whatTheAppenderLostIsCountedExactly() throws Exception {
        AtomicLong hurried = new AtomicLong();
        try (OpenDoors doors = OpenDoors.withClock(
                        () -> System.nanoTime() + hurried.get(),
                        IngestDoors.tcp(() -> TcpDoorSettings.DEFAULTS.withPort(0), null));
                BreakingRelay relay = new BreakingRelay(doors.tcpPort())) {
            LoggerContext context = new LoggerContext();
            context.setMDCAdapter(((LoggerContext) LoggerFactory.getILoggerFactory()).getMDCAdapter());
            context.putProperty("port", Integer.toString(relay.port()));
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(
                    Path.of("src/test/resources/encoders/logstash-sequence.xml").toFile());
            context.start();
            for (int i = 0; i < EVENTS; i++) {
                context.getLogger("com.example.Shop").info("event {}", i);
            }
            context.stop();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> doors.tallies().getFirst().inFlight() == 0 && relay.isQuiet());

            List<Long> arrived = doors.documents().stream()
                    .map(NUMBER::matcher)
                    .filter(Matcher::find)
                    .map(matcher -> Long.valueOf(matcher.group(1)))
                    .toList();
            TreeSet<Long> numbers = new TreeSet<>(arrived);
            // Of each connection that broke the last line came in part: that one is a dead letter.
            long missing = numbers.last()
                    - numbers.first()
                    + 1
                    - numbers.size()
                    - doors.count("tocsin.ingest.malformed.events");
            hurried.addAndGet(Duration.ofSeconds(60).toNanos());

            assertThat(relay.broken()).as("connections that broke").isGreaterThan(3);
            assertThat(missing).as("events that were lost").isPositive();
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(doors.count("tocsin.client.lost.events"))
                            .as("of %d, %s to %s", numbers.size(), numbers.first(), numbers.last())
                            .isEqualTo(missing));
        }
    }

    /** Passes bytes on, and breaks each connection after a while, as a network does: what is on its way is gone. */
    private static final class BreakingRelay implements AutoCloseable {
        private static final int BYTES_UNTIL_IT_BREAKS = 900_000;
        private static final int MOST_BREAKS = 6;

        private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final int target;
        private final AtomicInteger broken = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();

        private BreakingRelay(int target) throws IOException {
            this.target = target;
            Thread.ofVirtual().start(this::accept);
        }

        private int port() {
            return server.getLocalPort();
        }

        private int broken() {
            return broken.get();
        }

        private boolean isQuiet() {
            return open.get() == 0;
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    open.incrementAndGet();
                    Thread.ofVirtual().start(() -> relay(client));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void relay(Socket client) {
            try (client;
                    Socket onwards = new Socket(InetAddress.getLoopbackAddress(), target)) {
                InputStream in = client.getInputStream();
                OutputStream out = onwards.getOutputStream();
                byte[] buffer = new byte[8_192];
                int passed = 0;
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    out.write(buffer, 0, read);
                    passed += read;
                    if (passed > BYTES_UNTIL_IT_BREAKS && broken.get() < MOST_BREAKS) {
                        broken.incrementAndGet();
                        client.setSoLinger(true, 0);
                        return;
                    }
                }
            } catch (IOException e) {
                // broken from the other side
            } finally {
                open.decrementAndGet();
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
