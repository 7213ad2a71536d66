package dev.tocsin.ingest.receive;

import dev.tocsin.access.ServerTls;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON lines over TCP, as logstash-logback-encoder's {@code LogstashTcpSocketAppender} sends them. The protocol has no
 * answer, so what cannot be kept is counted as shed. At shutdown the server's half of each connection is closed; the
 * client then flushes and hangs up, and nothing that it sent is lost.
 */
public final class TcpDoor implements Door {
    static final String NAME = "tcp";
    static final String TLS_NAME = "tcp-tls";

    private static final Logger log = LoggerFactory.getLogger(TcpDoor.class);

    private final TcpDoorSettings settings;
    private final Intake intake;
    private final Memory memory;
    private final DoorMeters meters;
    private final String name;
    private final @Nullable TlsEntrance tls;
    private final AtomicReference<String> shedding = new AtomicReference<>("");
    private final Listener listener;

    private TcpDoor(TcpDoorSettings settings, @Nullable ServerTls serverTls, DoorPlan.Behind behind) {
        this.settings = settings;
        this.intake = behind.intake();
        this.memory = behind.memory();
        this.name = serverTls == null ? NAME : TLS_NAME;
        this.meters = new DoorMeters(behind.metrics(), name);
        this.tls = TlsEntrance.of(name, serverTls, meters);
        this.listener = new Listener(
                name, settings.maxConnections(), meters, behind.loops(), this::receiveFrom, TcpDoor::hangUp);
    }

    /**
     * Binds and receives from now on. Throws {@link CannotOpenDoor} with a sentence for people.
     *
     * @param tls null for plain text; with a client CA it is what tells who sends
     */
    public static TcpDoor open(TcpDoorSettings settings, @Nullable ServerTls tls, DoorPlan.Behind behind) {
        DoorAddress.require(settings, tls);
        TcpDoor door = new TcpDoor(settings, tls, behind);
        door.listener.open(
                settings.address(), settings.port(), tls == null ? "TOCSIN_TCP_PORT" : "TOCSIN_TCP_TLS_PORT");
        log.atInfo()
                .addKeyValue("port", door.port())
                .addKeyValue("tls", tls != null)
                .log("receiving JSON lines over TCP");
        return door;
    }

    /** Closes our half of the connection: the client reads to its end and hangs up. */
    private static void hangUp(SocketChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return listener.port();
    }

    @Override
    public boolean isOpen() {
        return listener.isOpen();
    }

    @Override
    public DoorTally tally() {
        return meters.tally();
    }

    private void receiveFrom(SocketChannel channel) {
        channel.config().setKeepAlive(true);
        channel.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(1_024, 16_384, 65_536));
        if (tls != null) {
            tls.guard(channel);
        }
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
        return memory.budget();
    }

    ByteBudget lineMemory() {
        return memory.lines();
    }

    LongLines longLines() {
        return memory.longLines();
    }

    DoorMeters meters() {
        return meters;
    }

    OpenWork openWork() {
        return listener.openWork();
    }

    void shed(String reason, Receipt receipt, Throwable cause) {
        receipt.shed(reason);
        if (!reason.equals(shedding.getAndSet(reason))) {
            log.atError()
                    .addKeyValue("reason", reason)
                    .addKeyValue("cause", cause.getMessage())
                    // The journal's refusals are understood, what else it may be is not.
                    .setCause(reason.equals("error") ? cause : null)
                    .log("losing events of TCP clients, who cannot be told to wait");
        }
    }

    void committed() {
        if (!shedding.get().isEmpty() && !shedding.getAndSet("").isEmpty()) {
            log.atInfo().log("events of TCP clients are kept again");
        }
    }
}
