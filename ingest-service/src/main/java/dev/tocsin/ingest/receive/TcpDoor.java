package dev.tocsin.ingest.receive;

import dev.tocsin.access.ServerTls;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records over TCP, such as JSON lines as logstash-logback-encoder's {@code LogstashTcpSocketAppender} sends them. The
 * protocol has no answer, so what cannot be kept is counted as shed. At shutdown the server's half of each connection is
 * closed; the client then flushes and hangs up, and nothing that it sent is lost.
 */
public final class TcpDoor implements Door {
    private static final Logger log = LoggerFactory.getLogger(TcpDoor.class);

    private final StreamProtocol protocol;
    private final Supplier<TcpDoorSettings> settings;
    private final DoorMeters meters;
    private final String name;
    private final @Nullable TlsEntrance tls;
    private final Listener listener;
    private final OneWay oneWay;

    private TcpDoor(
            StreamProtocol protocol,
            Supplier<TcpDoorSettings> settings,
            @Nullable ServerTls serverTls,
            DoorPlan.Behind behind) {
        this.protocol = protocol;
        this.settings = settings;
        this.name = protocol.door(serverTls != null);
        this.meters = new DoorMeters(behind.metrics(), name);
        this.tls = TlsEntrance.of(name, serverTls, meters);
        this.listener =
                new Listener(name, () -> settings.get().limits(), meters, behind, this::receiveFrom, TcpDoor::hangUp);
        this.oneWay = new OneWay(name, settings, behind, meters, listener.openWork());
    }

    /**
     * Binds and receives from now on. Throws {@link CannotOpenDoor} with a sentence for people.
     *
     * @param settings asked anew for each connection and each request, but for address and port
     * @param tls null for plain text; with a client CA it is what tells who sends
     */
    public static TcpDoor open(
            StreamProtocol protocol,
            Supplier<TcpDoorSettings> settings,
            @Nullable ServerTls tls,
            DoorPlan.Behind behind) {
        DoorAddress.require(protocol, settings.get(), tls);
        TcpDoor door = new TcpDoor(protocol, settings, tls, behind);
        door.listener.open(settings.get().address(), settings.get().port(), protocol.variables(tls != null) + "_PORT");
        log.atInfo()
                .addKeyValue("port", door.port())
                .addKeyValue("tls", tls != null)
                .log("receiving {} over TCP", protocol.title());
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
        channel.pipeline().addLast(handler());
    }

    /**
     * Stops accepting, asks clients to hang up, reads until they have or the drain time is over, and waits until all
     * that was read is durable or shed.
     */
    @Override
    public void close() {
        listener.close(settings.get().drainTimeout());
    }

    /** Of one connection. */
    StreamHandler handler() {
        return new StreamHandler(protocol, oneWay);
    }
}
