package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.ClientAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections without sockets, so that they come from other machines and bring what the test wants. */
class StreamHandlerTest {
    private static final int MB = 1_024 * 1_024;
    private static final int READ = 64 * 1_024;

    /** 3.2 MB of them for lines. */
    private final Memory memory = new Memory(new HeapShares(64 * MB), 16 * MB, MB, MB);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final CollectingIntake intake = new CollectingIntake();
    private final EventLoops loops = EventLoops.open();
    private Duration patience = Duration.ofHours(1);
    private final TcpDoor door = TcpDoor.open(
            StreamProtocol.JSON_LINES, this::settings, null, new DoorPlan.Behind(intake, memory, metrics, loops));
    private final List<Connection> connections = new ArrayList<>();

    @AfterEach
    void close() {
        connections.forEach(Connection::finishAndReleaseAll);
        door.close();
        loops.close();
        assertThat(memory.lines().taken()).isZero();
        assertThat(memory.lines().clients()).isZero();
    }

    @Test
    void oneClientsUnfinishedLinesLeaveRoomForThoseOfOthers() {
        for (int i = 0; i < 10; i++) {
            connect("10.0.0.1").receive("{\"message\":\"" + "x".repeat(MB - 100));
        }
        for (int i = 0; i < 100; i++) {
            connect("10.0.0.1").receive("{\"message\":\"" + "x".repeat(30_000));
        }

        List<String> sent = new ArrayList<>();
        Connection other = connect("10.0.0.2");
        for (int i = 0; i < 20; i++) {
            String line = "{\"message\":\"order " + i + "\",\"stack_trace\":\"" + "y".repeat(20_000) + "\"}";
            sent.add(line);
            other.receive(line.substring(0, 12_000));
            other.receive(line.substring(12_000) + "\n");
        }
        String longest = "{\"message\":\"" + "z".repeat(MB - 100) + "\"}";
        sent.add(longest);
        other.receive(longest + "\n");

        assertThat(intake.lines).isEqualTo(sent);
    }

    @Test
    void idleConnectionsOfAClientLeaveRoomForItsOwnLines() {
        String usual = "{\"message\":\"" + "u".repeat(50_000) + "\"}\n";
        for (int i = 0; i < 100; i++) {
            connect("10.0.0.1").receive(usual);
        }
        String line = "{\"message\":\"" + "z".repeat(MB / 4) + "\"}\n";

        connect("10.0.0.1").receive(line);

        assertThat(intake.refused).isEmpty();
        assertThat(intake.lines).hasSize(101);
    }

    @Test
    void linesThatADecoderFailsOnAreShedAndThoseBehindThemAreRead() {
        Connection connection = connect("10.0.0.1");

        connection.receive("{\"a\":1}\n{\"poison\":1}\n{\"a\":2}\n{\"a\"");
        connection.receive(":3}\n{\"a\":4}\n");

        assertThat(intake.lines).containsExactly("{\"a\":3}", "{\"a\":4}");
        assertThat(metrics.counter("tocsin.ingest.shed.events", "door", "tcp", "reason", "error")
                        .count())
                .isEqualTo(3);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void withoutMemoryLinesWaitForAWhileAndAreShedThenUntilThereIsSome() {
        Connection connection = connect("10.0.0.1");
        ByteBudget.Share others = memory.budget().share();
        others.take(memory.budget().limit());
        connection.receive("{\"a\":1}\n{\"a\":2}\n{\"a\"");
        assertThat(metrics.counter("tocsin.ingest.received.events", "door", "tcp")
                        .count())
                .isZero();
        assertThat(connection.config().isAutoRead()).isFalse();

        patience = Duration.ZERO;
        Connection impatient = connect("10.0.0.1");
        impatient.receive("{\"b\":1}\n{\"b\":2}\n{\"b\"");
        impatient.receive(":3}\n{\"b\"");
        assertThat(impatient.config().isAutoRead()).isTrue();
        assertThat(shed("memory")).isEqualTo(3);

        others.giveBackAll();
        connection.receive(":3}\n");
        impatient.receive(":4}\n");
        assertThat(intake.lines).containsExactly("{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "{\"b\":4}");
        assertThat(shed("memory")).isEqualTo(3);
        assertThat(connection.config().isAutoRead()).isTrue();
    }

    @Test
    void whoHasAllThatOneClientMayHaveIsHeldUpAloneAndShedAlone() {
        patience = Duration.ZERO;
        ByteBudget.Share greedy = memory.budget().share().of(ClientAddress.named("10.0.0.1"));
        greedy.take(memory.budget().limit() / 2);

        connect("10.0.0.1").receive("{\"a\":1}\n");
        connect("10.0.0.2").receive("{\"b\":1}\n");

        assertThat(intake.lines).containsExactly("{\"b\":1}");
        assertThat(shed("memory")).isEqualTo(1);
        greedy.giveBackAll();
    }

    @Test
    void whatIsOnItsWayIsItsClients() {
        intake.hold(memory.budget().limit() / 2);
        Connection first = connect("10.0.0.1");
        first.receive("{\"a\":1}\n");
        Connection second = connect("10.0.0.1");
        second.receive("{\"a\":2}\n");
        Connection other = connect("10.0.0.2");
        assertThat(memory.budget().clients()).isEqualTo(1);
        assertThat(intake.lines).containsExactly("{\"a\":1}");
        assertThat(second.config().isAutoRead()).isFalse();
        assertThat(other.config().isAutoRead()).isTrue();

        intake.release();
        first.runPendingTasks();
        second.receive("{\"a\":3}\n");

        assertThat(intake.lines).containsExactly("{\"a\":1}", "{\"a\":2}", "{\"a\":3}");
        assertThat(shed("memory")).isZero();
        assertThat(memory.budget().clients()).isZero();
        assertThat(memory.heldBytes()).isZero();
    }

    private double shed(String reason) {
        return metrics.counter("tocsin.ingest.shed.events", "door", "tcp", "reason", reason)
                .count();
    }

    private Connection connect(String address) {
        Connection connection = new Connection(address, door.handler());
        connections.add(connection);
        return connection;
    }

    private TcpDoorSettings settings() {
        return new TcpDoorSettings(
                "127.0.0.1",
                0,
                false,
                new DoorLimits(0, 100, 0, MB),
                32 * MB,
                Duration.ofMinutes(5),
                patience,
                Duration.ofSeconds(30));
    }

    private static final class Connection extends EmbeddedChannel {
        private final SocketAddress peer;

        Connection(String address, StreamHandler handler) {
            super(DefaultChannelId.newInstance(), false, false, handler);
            peer = new InetSocketAddress(address, 5_000);
            try {
                register();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        void receive(String text) {
            byte[] bytes = text.getBytes(UTF_8);
            for (int from = 0; from < bytes.length; from += READ) {
                writeInbound(Unpooled.wrappedBuffer(bytes, from, Math.min(READ, bytes.length - from)));
            }
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return peer;
        }
    }
}
