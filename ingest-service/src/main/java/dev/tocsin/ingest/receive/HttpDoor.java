package dev.tocsin.ingest.receive;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events over HTTP, in several {@link Dialect}s: answered after the fsync, with the fate of each record. A request is kept
 * as a whole or, with 429 or 503, not at all, but for records that are bad in themselves.
 */
public final class HttpDoor implements Door {
    static final String NAME = "http";

    /** Of one more that is for OpenTelemetry alone. */
    public static final String OTLP_NAME = "otlp-http";

    private static final Logger log = LoggerFactory.getLogger(HttpDoor.class);
    private static final int MAX_HEADER_BYTES = 16 * 1_024;

    private final String name;
    private final Supplier<HttpDoorSettings> settings;
    private final ByteBudget memory;
    private final DoorMeters meters;
    private final @Nullable TlsEntrance tls;
    private final Listener listener;
    private final Deliveries deliveries;

    private HttpDoor(
            String name,
            Supplier<HttpDoorSettings> settings,
            List<Dialect> dialects,
            DoorAccess access,
            DoorPlan.Behind behind) {
        this.name = name;
        this.settings = settings;
        this.memory = behind.memory().budget();
        this.meters = new DoorMeters(behind.metrics(), name);
        for (Ignored what : Ignored.values()) {
            meters.ignored(what, 0);
        }
        this.tls = TlsEntrance.of(name, access.tls(), meters);
        this.listener = new Listener(
                name,
                () -> settings.get().limits(),
                meters,
                behind,
                this::receiveFrom,
                connection -> connection.pipeline().fireUserEventTriggered(HttpEventsHandler.DRAIN));
        this.deliveries = new Deliveries(dialects, settings, access, behind, meters, listener.openWork(), name);
    }

    /**
     * Binds and receives from now on. Throws {@link CannotOpenDoor} with a sentence for people.
     *
     * @param settings asked anew for each connection and each request, but for address and port
     * @param dialects the first one answers where none is spoken
     */
    public static HttpDoor open(
            Supplier<HttpDoorSettings> settings, List<Dialect> dialects, DoorAccess access, DoorPlan.Behind behind) {
        DoorAddress.require(settings.get(), access.tokens());
        return open(NAME, "TOCSIN_HTTP_PORT", settings, dialects, access, behind);
    }

    /**
     * The same as one more door, whose address is the caller's to look at.
     *
     * @param name of the door
     * @param portVariable what a person sets to have another port
     * @param dialects the first one answers where none is spoken
     */
    public static HttpDoor open(
            String name,
            String portVariable,
            Supplier<HttpDoorSettings> settings,
            List<Dialect> dialects,
            DoorAccess access,
            DoorPlan.Behind behind) {
        HttpDoor door = new HttpDoor(name, settings, dialects, access, behind);
        door.listener.open(settings.get().address(), settings.get().port(), portVariable);
        log.atInfo()
                .addKeyValue("door", name)
                .addKeyValue("port", door.port())
                .addKeyValue("tls", access.tls() != null)
                .log("receiving events over HTTP");
        return door;
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
        channel.config().setTcpNoDelay(true).setAllowHalfClosure(true);
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(4_096)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(64 * 1_024);
        if (tls != null) {
            tls.guard(channel);
        }
        channel.pipeline().addLast(new HttpServerCodec(config)).addLast(new HttpEventsHandler(this));
    }

    /** Stops accepting, lets open requests finish, closes idle connections. */
    @Override
    public void close() {
        deliveries.endWaits();
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
