package dev.tocsin.ingest.receive;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON lines over TCP, as logstash-logback-encoder's {@code LogstashTcpSocketAppender} sends them. The protocol has no
 * answer, so what cannot be kept is counted as shed. At shutdown the server's half of each connection is closed; the
 * client then flushes and hangs up, and nothing that it sent is lost.
 */
public final class TcpDoor implements AutoCloseable {
    static final String NAME = "tcp";

    private static final Logger log = LoggerFactory.getLogger(TcpDoor.class);
    private static final long LINE_MEMORY_BYTES = 128L * 1_024 * 1_024;

    private final TcpDoorSettings settings;
    private final Intake intake;
    private final ByteBudget memory;
    private final ByteBudget lineMemory = new ByteBudget(LINE_MEMORY_BYTES);
    private final DoorMeters meters;
    private final AtomicReference<String> shedding = new AtomicReference<>("");
    private final Listener listener;

    private TcpDoor(
            TcpDoorSettings settings, Intake intake, ByteBudget memory, MeterRegistry metrics, EventLoops loops) {
        this.settings = settings;
        this.intake = intake;
        this.memory = memory;
        this.meters = new DoorMeters(metrics, NAME);
        this.listener = new Listener(
                NAME, settings.maxConnections(), meters, loops, this::receiveFrom, SocketChannel::shutdownOutput);
    }

    /** Binds and receives from now on. Throws {@link CannotOpenDoor} with a sentence for people. */
    public static TcpDoor open(
            TcpDoorSettings settings, Intake intake, Memory memory, MeterRegistry metrics, EventLoops loops) {
        if (!Listener.isLoopback(settings.address()) && !settings.trustedNetwork()) {
            throw new CannotOpenDoor(
                    "the TCP door cannot check who sends: listening on " + settings.address()
                            + " lets everybody in that network write logs. Listen on 127.0.0.1, or set"
                            + " tocsin.ingest.tcp.trusted-network (TOCSIN_TCP_TRUSTED_NETWORK) to true if only your services reach it");
        }
        TcpDoor door = new TcpDoor(settings, intake, memory.budget(), metrics, loops);
        door.listener.open(settings.address(), settings.port(), "TOCSIN_TCP_PORT");
        log.atInfo().addKeyValue("port", door.port()).log("receiving JSON lines over TCP");
        return door;
    }

    public int port() {
        return listener.port();
    }

    public boolean isOpen() {
        return listener.isOpen();
    }

    private void receiveFrom(SocketChannel channel) {
        channel.config().setKeepAlive(true);
        channel.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(1_024, 16_384, 65_536));
        channel.pipeline().addLast(new JsonLinesHandler(this));
    }

    /**
     * Stops accepting, asks clients to hang up, reads until they have or the drain time is over, and waits until all
     * that was read is durable or shed.
     */
    @Override
    public void close() {
        listener.close(settings.drainTimeout());
    }

    TcpDoorSettings settings() {
        return settings;
    }

    Intake intake() {
        return intake;
    }

    ByteBudget memory() {
        return memory;
    }

    ByteBudget lineMemory() {
        return lineMemory;
    }

    DoorMeters meters() {
        return meters;
    }

    OpenWork openWork() {
        return listener.openWork();
    }

    void shed(String reason, int events, Throwable cause) {
        meters.shed(reason, events);
        if (!reason.equals(shedding.getAndSet(reason))) {
            log.atError()
                    .addKeyValue("reason", reason)
                    .addKeyValue("cause", cause.getMessage())
                    .log("losing events of TCP clients, who cannot be told to wait");
        }
    }

    void committed() {
        if (!shedding.get().isEmpty() && !shedding.getAndSet("").isEmpty()) {
            log.atInfo().log("events of TCP clients are kept again");
        }
    }
}
