package dev.tocsin.ingest.receive;

import dev.tocsin.access.ClientAddress;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.sequence.SequenceLedger;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One connection of records. Nothing is ever written to it: the client would not read it, and unread bytes would
 * turn its close into a reset that loses events. All state belongs to the connection's event loop.
 *
 * <p>Backpressure, for a short while only: the socket is not read when the journal is full, when the connection has too
 * many bytes on the way to it, or when its client or all of them together have. If that lasts, it is read all the same: what
 * comes is cut into records as ever, and those are shed.
 */
final class StreamHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(StreamHandler.class);

    private final StreamProtocol protocol;
    private final OneWay door;
    private final Duration lineTimeout;
    private final ByteBudget.Share lineMemory;
    private final FrameBuffer frames;
    private final Handover handover;
    private Origin origin;
    private final Queue<ByteBuf> unread = new ArrayDeque<>();
    private boolean recognised;
    private boolean inputEnded;
    private boolean closed;
    private boolean finished;
    private long insideFrameSince;
    private boolean looksAgain;
    private @Nullable Future<?> lineTimer;
    private SequenceLedger.@Nullable Connection numbers;

    StreamHandler(StreamProtocol protocol, OneWay door) {
        this.protocol = protocol;
        this.door = door;
        this.lineTimeout = door.settings().lineTimeout();
        this.origin = new Origin(door.door(), null, protocol.format());
        this.lineMemory = door.lineMemory().share();
        this.frames = new FrameBuffer(protocol.framing(), door.settings().maxLineBytes(), lineMemory);
        this.handover = new Handover(door, this::readOn);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        door.openWork().begin();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        door.openWork().end();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        SocketAddress peer = ctx.channel().remoteAddress();
        if (peer instanceof InetSocketAddress address && address.getAddress() != null) {
            origin = new Origin(door.door(), address.getAddress().getHostAddress(), protocol.format());
        }
        String client = ClientAddress.named(origin.peer());
        lineMemory.of(client);
        handover.of(client);
        if (protocol == StreamProtocol.JSON_LINES) {
            // The numbers of devices that speak syslog have gaps where they filter.
            numbers = door.numbers().opened(origin.peer());
        }
        long period = Math.max(10, lineTimeout.toMillis() / 4);
        lineTimer = ctx.executor()
                .scheduleWithFixedDelay(() -> endOverdueFrame(ctx), period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        unread.add((ByteBuf) message);
        readOn(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (lineTimer != null) {
            lineTimer.cancel(false);
        }
        inputEnded = true;
        door.openWork().begin();
        readOn(ctx);
    }

    /** An event can take many times the bytes of its line, so what was read waits, too, while there is no room. */
    private void readOn(ChannelHandlerContext ctx) {
        while (!closed && !unread.isEmpty() && !handover.isToWait()) {
            read(ctx, unread.remove());
        }
        if (inputEnded && !closed && unread.isEmpty() && !handover.isToWait()) {
            closed = true;
            RecordSlice rest = frames.takeRest();
            if (rest != null) {
                hand(ctx, List.of(rest));
            }
            frames.release();
        }
        if (closed) {
            unread.forEach(ByteBuf::release);
            unread.clear();
            handover.end();
            if (inputEnded && !finished) {
                finished = true;
                door.openWork().end();
                if (numbers != null) {
                    numbers.closed();
                }
            }
        }
        updateReading(ctx);
    }

    private void read(ChannelHandlerContext ctx, ByteBuf in) {
        List<RecordSlice> complete;
        try {
            door.meters().bytes(in.readableBytes());
            frames.limit(door.settings().maxLineBytes());
            boolean wasInsideFrame = frames.isInsideFrame();
            complete = frames.add(in);
            if (!frames.isInsideFrame()) {
                insideFrameSince = 0;
            } else if (!wasInsideFrame || !complete.isEmpty()) {
                insideFrameSince = System.nanoTime();
            }
        } finally {
            in.release();
        }
        if (!recognised && isForeign(ctx, complete)) {
            return;
        }
        hand(ctx, complete);
        RecordSlice refused = frames.settle();
        if (refused != null) {
            hand(ctx, List.of(refused));
        }
        if (frames.isBroken()) {
            log.atWarn()
                    .addKeyValue("peer", origin.peer())
                    .log("closed a connection in which a record begins with a digit, but not with its length: what"
                            + " comes behind it cannot be told apart");
            door.meters().connectionRefused("bad_length");
            close(ctx);
        }
    }

    private void close(ChannelHandlerContext ctx) {
        closed = true;
        frames.release();
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset by the client is its way to go; what was read before is handled when the channel is inactive.
        boolean isClients = cause instanceof IOException || cause instanceof DecoderException;
        log.atLevel(isClients ? Level.DEBUG : Level.ERROR)
                .addKeyValue("peer", origin.peer())
                .setCause(cause)
                .log("connection failed");
        ctx.close();
    }

    private boolean isForeign(ChannelHandlerContext ctx, List<RecordSlice> complete) {
        byte[] first;
        if (complete.isEmpty()) {
            first = frames.peek(ForeignProtocol.NEEDED_BYTES);
        } else {
            RecordSlice line = complete.getFirst();
            int length = Math.min(ForeignProtocol.NEEDED_BYTES, line.to() - line.from());
            first = new byte[length];
            System.arraycopy(line.bytes(), line.from(), first, 0, length);
        }
        recognised = !complete.isEmpty() || first.length == ForeignProtocol.NEEDED_BYTES;
        Optional<ForeignProtocol> foreign = ForeignProtocol.of(first, protocol);
        foreign.ifPresent(spoken -> {
            log.atWarn()
                    .addKeyValue("peer", origin.peer())
                    .addKeyValue("protocol", spoken.title())
                    .log("closed a connection that does not send {}: {}", protocol.title(), spoken.hint(protocol));
            door.meters().connectionRefused("foreign_protocol");
            close(ctx);
        });
        return foreign.isPresent();
    }

    private void endOverdueFrame(ChannelHandlerContext ctx) {
        boolean overdue = insideFrameSince != 0 && System.nanoTime() - insideFrameSince > lineTimeout.toNanos();
        if (closed || !overdue || !ctx.channel().config().isAutoRead()) {
            return;
        }
        closed = true;
        RecordSlice rest = frames.takeRest();
        if (rest != null) {
            MalformedRecord refusal = new MalformedRecord(
                    "line not finished within " + lineTimeout, rest.to() - rest.from(), "end lines with LF");
            hand(ctx, List.of(RecordSlice.cut(rest.bytes(), rest.from(), rest.to(), refusal)));
        }
        door.meters().connectionRefused("line_timeout");
        close(ctx);
    }

    private void hand(ChannelHandlerContext ctx, List<RecordSlice> records) {
        Batch batch = handover.hand(ctx, origin, records, frames.isLarge());
        if (numbers != null) {
            int readable = batch == null ? 0 : batch.records() - batch.malformed();
            numbers.saw(batch == null ? List.of() : batch.numbered(), records.size() - readable);
        }
    }

    private void updateReading(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        boolean waits = !unread.isEmpty() || inputEnded || handover.isToWait();
        if (!inputEnded) {
            ctx.channel().config().setAutoRead(!waits);
        }
        if ((waits || handover.hasNoRoom()) && !looksAgain) {
            // Memory is freed by other connections, and patience ends: neither wakes this one.
            looksAgain = true;
            ctx.executor()
                    .schedule(
                            () -> {
                                looksAgain = false;
                                readOn(ctx);
                            },
                            Handover.RETRY_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }
}
