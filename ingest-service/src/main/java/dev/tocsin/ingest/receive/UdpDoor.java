package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.RecordFormat;
import io.micrometer.core.instrument.FunctionCounter;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syslog over UDP (RFC 5426): a datagram is a message. Nobody is told what becomes of it: what the journal does not take
 * is shed, and what the kernel has no room for it drops itself, counted where that can be read.
 */
public final class UdpDoor implements Door {
    static final String NAME = "syslog-udp";

    /** One more than a datagram can have, so one that fills it is not whole. */
    static final int DATAGRAM_BYTES = 64 * 1_024;

    /** Of one call to the kernel. */
    private static final int DATAGRAMS_AT_ONCE = 16;

    /** Until they are handed on together: several calls, where there is so much. */
    private static final int DATAGRAMS_OF_READ = 512;

    /** For bursts while a read is decoded: some 20,000 messages. */
    private static final int KERNEL_BUFFER_BYTES = 8 * 1_024 * 1_024;

    private static final Logger log = LoggerFactory.getLogger(UdpDoor.class);

    private final Supplier<TcpDoorSettings> settings;
    private final DoorMeters meters;
    private final OpenWork openWork = new OpenWork();
    private final DatagramHandler handler;
    private final Channel socket;
    private final boolean isEpoll;
    // Held for its counter, which the registry would not keep alive.
    private final @Nullable KernelDrops drops;
    private final AtomicBoolean closing = new AtomicBoolean();

    private UdpDoor(Supplier<TcpDoorSettings> settings, DoorPlan.Behind behind) {
        this.settings = settings;
        this.meters = new DoorMeters(behind.metrics(), NAME);
        this.handler = new DatagramHandler(RecordFormat.SYSLOG, new OneWay(NAME, settings, behind, meters, openWork));
        this.socket = bind(behind.loops());
        this.isEpoll = behind.loops().areEpoll();
        this.drops = KernelDrops.of(port()).orElse(null);
        if (drops != null) {
            FunctionCounter.builder("tocsin.ingest.dropped.datagrams", drops, KernelDrops::count)
                    .description("Datagrams that the kernel had no room for; they are not among those received")
                    .tag("door", NAME)
                    .register(behind.metrics());
        }
    }

    /** Binds and receives from now on. Throws {@link CannotOpenDoor} with a sentence for people. */
    public static UdpDoor open(Supplier<TcpDoorSettings> settings, DoorPlan.Behind behind) {
        DoorAddress.require(StreamProtocol.SYSLOG, settings.get(), null);
        UdpDoor door = new UdpDoor(settings, behind);
        log.atInfo().addKeyValue("port", door.port()).log("receiving syslog over UDP");
        door.tellIfTheKernelIsShort();
        return door;
    }

    private Channel bind(EventLoops loops) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.group())
                .channel(loops.datagramType())
                .option(ChannelOption.SO_RCVBUF, KERNEL_BUFFER_BYTES)
                .option(ChannelOption.RECVBUF_ALLOCATOR, reads(DATAGRAM_BYTES))
                .handler(handler);
        if (loops.areEpoll()) {
            bootstrap
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, reads(DATAGRAMS_AT_ONCE * DATAGRAM_BYTES));
        }
        return Listener.bind(
                bootstrap,
                settings.get().address(),
                settings.get().port(),
                StreamProtocol.SYSLOG.variables(false) + "_PORT");
    }

    private static RecvByteBufAllocator reads(int bytes) {
        return new FixedRecvByteBufAllocator(bytes).maxMessagesPerRead(DATAGRAMS_OF_READ);
    }

    private void tellIfTheKernelIsShort() {
        int told = Optional.ofNullable(socket.config().getOption(ChannelOption.SO_RCVBUF))
                .orElse(0);
        // Linux tells twice what it grants, for what it puts around datagrams; the JDK knows that, epoll passes it on.
        int granted = isEpoll ? told / 2 : told;
        if (granted < KERNEL_BUFFER_BYTES) {
            log.atWarn()
                    .addKeyValue("door", NAME)
                    .addKeyValue("asked", KERNEL_BUFFER_BYTES)
                    .addKeyValue("granted", granted)
                    .log("the kernel has less room for datagrams than was asked for and drops bursts sooner: raise"
                            + " net.core.rmem_max");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int port() {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public DoorTally tally() {
        return meters.tally();
    }

    /** Reads what the kernel has by now, and waits until all of it is durable or shed, but no longer than the drain time. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        long patience = settings.get().drainTimeout().toMillis();
        handler.untilNothingComes(socket.eventLoop()).awaitUninterruptibly(patience);
        socket.close().awaitUninterruptibly();
        if (!openWork.awaitNothing(settings.get().drainTimeout())) {
            log.atWarn()
                    .addKeyValue("door", NAME)
                    .addKeyValue("open", openWork.count())
                    .log("the journal did not take everything before the shutdown");
        }
    }
}
