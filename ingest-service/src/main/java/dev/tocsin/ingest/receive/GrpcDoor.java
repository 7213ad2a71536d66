package dev.tocsin.ingest.receive;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs of OpenTelemetry by gRPC: unary calls over HTTP/2, each answered after the fsync. Who is let in, what is kept and what a
 * request may cost is as at the HTTP door.
 */
public final class GrpcDoor implements Door {
    static final String NAME = "otlp-grpc";

    private static final Logger log = LoggerFactory.getLogger(GrpcDoor.class);
    private static final int MAX_HEADER_BYTES = 16 * 1_024;
    private static final long MAX_CALLS = 100;

    private final Supplier<HttpDoorSettings> settings;
    private final ByteBudget memory;
    private final DoorMeters meters;
    private final @Nullable TlsEntrance tls;
    private final Listener listener;
    private final Deliveries deliveries;

    private GrpcDoor(Supplier<HttpDoorSettings> settings, Dialect dialect, DoorAccess access, DoorPlan.Behind behind) {
        this.settings = settings;
        this.memory = behind.memory().budget();
        this.meters = new DoorMeters(behind.metrics(), NAME);
        this.tls = TlsEntrance.of(NAME, access.tls(), meters);
        this.listener = new Listener(
                NAME,
                () -> settings.get().limits(),
                meters,
                behind,
                this::receiveFrom,
                connection -> connection.pipeline().fireUserEventTriggered(GrpcConnection.DRAIN));
        this.deliveries = new Deliveries(List.of(dialect), settings, access, behind, meters, listener.openWork(), NAME);
    }

    /** Binds and receives from now on. Throws {@link CannotOpenDoor} with a sentence for people. */
    public static GrpcDoor open(
            Supplier<HttpDoorSettings> settings, Dialect dialect, DoorAccess access, DoorPlan.Behind behind) {
        GrpcDoor door = new GrpcDoor(settings, dialect, access, behind);
        door.listener.open(settings.get().address(), settings.get().port(), "TOCSIN_OTLP_GRPC_PORT");
        log.atInfo()
                .addKeyValue("door", NAME)
                .addKeyValue("port", door.port())
                .addKeyValue("tls", access.tls() != null)
                .log("receiving events over gRPC");
        return door;
    }

    @Override
    public String name() {
        return NAME;
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
        channel.config().setTcpNoDelay(true);
        if (tls != null) {
            tls.guard(channel, "h2");
        }
        // Floods of resets, pings, empty frames and continuations are ended by the codec's own limits.
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(new Http2Settings()
                        .maxConcurrentStreams(MAX_CALLS)
                        .maxHeaderListSize(MAX_HEADER_BYTES)
                        .initialWindowSize(GrpcConnection.WINDOW_BYTES))
                .gracefulShutdownTimeoutMillis(settings.get().drainTimeout().toMillis())
                .build();
        GrpcConnection connection = new GrpcConnection(this);
        channel.pipeline().addLast(codec, new Http2MultiplexHandler(callsOf(connection)), connection);
    }

    private ChannelHandler callsOf(GrpcConnection connection) {
        return new ChannelInitializer<Http2StreamChannel>() {
            @Override
            protected void initChannel(Http2StreamChannel call) {
                connection.opened(call);
                call.pipeline().addLast(new GrpcCall(GrpcDoor.this));
            }
        };
    }

    /** Stops accepting, asks clients to go elsewhere, lets open calls finish. */
    @Override
    public void close() {
        listener.close(settings.get().drainTimeout());
        deliveries.close();
    }

    Deliveries deliveries() {
        return deliveries;
    }

    /** In force now. */
    HttpDoorSettings settings() {
        return settings.get();
    }

    ByteBudget memory() {
        return memory;
    }

    DoorMeters meters() {
        return meters;
    }

    OpenWork openWork() {
        return listener.openWork();
    }
}
