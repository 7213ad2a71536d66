package dev.tocsin.ingest.receive;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads that serve all doors: by epoll where there is one, else by NIO. */
public final class EventLoops implements AutoCloseable {
    private final EventLoopGroup group;
    private final boolean areEpoll;

    private EventLoops(EventLoopGroup group, boolean areEpoll) {
        this.group = group;
        this.areEpoll = areEpoll;
    }

    /** One thread for each processor; each decodes lines, so where the heap is small there are fewer. */
    public static EventLoops open() {
        int threads = LongLines.threads(HeapShares.ofThisProcess().decodingLines());
        DefaultThreadFactory names = new DefaultThreadFactory("ingest-loop");
        boolean areEpoll = Epoll.isAvailable();
        return new EventLoops(
                new MultiThreadIoEventLoopGroup(
                        threads, names, areEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()),
                areEpoll);
    }

    EventLoopGroup group() {
        return group;
    }

    boolean areEpoll() {
        return areEpoll;
    }

    Class<? extends ServerSocketChannel> channelType() {
        return areEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends DatagramChannel> datagramType() {
        return areEpoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
}
