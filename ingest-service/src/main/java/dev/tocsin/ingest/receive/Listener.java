package dev.tocsin.ingest.receive;

import dev.tocsin.access.ClientAddress;
import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket and the connections that came in by it: lets in as many as the limit says, knows what is open, and
 * closes in order. Thread-safe.
 */
final class Listener {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    private static final Duration LAST_WAIT = Duration.ofSeconds(5);
    private static final int BACKLOG = 1_024;

    private final String door;
    private final Supplier<ConnectionLimits> limits;
    private final ClientLimits clients;
    private final DoorMeters meters;
    private final Consumer<SocketChannel> handlers;
    private final Consumer<SocketChannel> drain;
    private final ClientConnections connectionsOfClients = new ClientConnections();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final OpenWork openWork = new OpenWork();
    private final EventLoops loops;
    private volatile @Nullable Channel socket;
    private volatile boolean draining;

    /**
     * Does not listen yet.
     *
     * @param limits asked for each connection that comes in
     * @param handlers puts them into a new connection's pipeline
     * @param drain asks a connection to come to its end, now that no more are let in
     */
    Listener(
            String door,
            Supplier<ConnectionLimits> limits,
            DoorMeters meters,
            DoorPlan.Behind behind,
            Consumer<SocketChannel> handlers,
            Consumer<SocketChannel> drain) {
        this.door = door;
        this.limits = limits;
        this.meters = meters;
        this.loops = behind.loops();
        this.clients = behind.clients();
        this.handlers = handlers;
        this.drain = drain;
    }

    /**
     * Connections come in from now on. Throws {@link CannotOpenDoor} with a sentence for people.
     *
     * @param portVariable what a person sets to have another port
     */
    void open(String address, int port, String portVariable) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.channelType())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        admit(channel);
                    }
                });
        socket = bind(bootstrap, address, port, portVariable);
    }

    private void admit(SocketChannel channel) {
        int open = meters.connectionOpened();
        channel.closeFuture().addListener(_ -> meters.connectionClosed());
        ConnectionLimits most = limits.get();
        if (open > most.all()) {
            meters.connectionRefused("too_many");
            clients.connectionRefused(door);
            channel.close();
            return;
        }
        InetSocketAddress peer = channel.remoteAddress();
        // Null if it has gone already.
        InetAddress address = peer == null ? null : peer.getAddress();
        if (address != null) {
            String client = ClientAddress.named(address.getHostAddress());
            int ofClient = connectionsOfClients.opened(client);
            channel.closeFuture().addListener(_ -> connectionsOfClients.closed(client));
            if (most.isTooManyOfClient(ofClient)) {
                meters.connectionRefused("too_many_of_client");
                clients.connectionRefused(door, client);
                channel.close();
                return;
            }
        }
        connections.add(channel);
        handlers.accept(channel);
        if (draining) {
            drain.accept(channel);
        }
    }

    int port() {
        return ((InetSocketAddress) socket().localAddress()).getPort();
    }

    boolean isOpen() {
        return socket().isOpen();
    }

    private Channel socket() {
        return Objects.requireNonNull(socket, "not opened");
    }

    /** What was begun and has to be finished before the door is closed. */
    OpenWork openWork() {
        return openWork;
    }

    /** Lets nobody in any more, asks connections to end and waits for all open work, but no longer than that. */
    void close(Duration patience) {
        if (draining) {
            return;
        }
        draining = true;
        socket().close().awaitUninterruptibly();
        connections.forEach(connection -> drain.accept((SocketChannel) connection));
        if (openWork.awaitNothing(patience)) {
            return;
        }
        log.atWarn()
                .addKeyValue("door", door)
                .addKeyValue("connections", connections.size())
                .addKeyValue("patience", patience)
                .log("connections did not come to their end in time: closing them");
        connections.close().awaitUninterruptibly();
        if (!openWork.awaitNothing(LAST_WAIT)) {
            log.atWarn()
                    .addKeyValue("door", door)
                    .addKeyValue("open", openWork.count())
                    .log("the journal did not take everything before the shutdown");
        }
    }

    /** Throws {@link CannotOpenDoor} with a sentence for people. */
    static Channel bind(AbstractBootstrap<?, ?> bootstrap, String address, int port, String portVariable) {
        ChannelFuture bound =
                bootstrap.bind(new InetSocketAddress(resolve(address), port)).awaitUninterruptibly();
        Throwable failure = bound.cause();
        if (failure == null) {
            return bound.channel();
        }
        boolean isTaken = failure instanceof BindException
                || (failure.getMessage() != null && failure.getMessage().contains("Address already in use"));
        String taken = bootstrap instanceof ServerBootstrap
                ? CannotOpenDoor.taken(port, portVariable)
                : CannotOpenDoor.takenByDatagrams(port, portVariable);
        throw new CannotOpenDoor(
                isTaken ? taken : "cannot listen on " + address + " port " + port + ": " + failure.getMessage(),
                failure);
    }

    /** Throws {@link CannotOpenDoor} if there is none of that name. */
    static InetAddress resolve(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new CannotOpenDoor("no such address to listen on: " + address, e);
        }
    }
}
