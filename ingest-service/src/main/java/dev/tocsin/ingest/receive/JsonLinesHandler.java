package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.journal.JournalUnavailable;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One connection of JSON lines. Nothing is ever written to it: the client would not read it, and unread bytes would
 * turn its close into a reset that loses events. All state belongs to the connection's event loop.
 *
 * <p>Backpressure: the socket is not read while the connection has too many bytes on the way to the journal, while all
 * connections together have, or, for a short while only, when the journal is full. After that events are shed and
 * counted, since a client that is not read drops them without anybody counting.
 */
final class JsonLinesHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(JsonLinesHandler.class);
    private static final long RETRY_MILLIS = 20;

    private final TcpDoor door;
    private final TcpDoorSettings settings;
    private final ByteBudget.Share lineMemory;
    private final LineBuffer lines;
    private Origin origin;
    private final Queue<ByteBuf> unread = new ArrayDeque<>();
    private boolean recognised;
    private boolean inputEnded;
    private boolean closed;
    private boolean finished;
    private long insideLineSince;
    private long bytesInFlight;
    private boolean refilling;
    private boolean paused;
    private boolean journalFull;
    private long patienceEnds;
    private @Nullable Future<?> lineTimer;

    JsonLinesHandler(TcpDoor door) {
        this.door = door;
        this.settings = door.settings();
        this.origin = new Origin(door.name(), null);
        this.lineMemory = door.lineMemory().share();
        this.lines = new LineBuffer(settings.maxLineBytes(), lineMemory);
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
            origin = new Origin(door.name(), address.getAddress().getHostAddress());
        }
        lineMemory.of("address " + origin.peer());
        long period = Math.max(10, settings.lineTimeout().toMillis() / 4);
        lineTimer =
                ctx.executor().scheduleWithFixedDelay(() -> endOverdueLine(ctx), period, period, TimeUnit.MILLISECONDS);
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

    /** An event can take many times the bytes of its line, so lines are decoded only while there is memory. */
    private void readOn(ChannelHandlerContext ctx) {
        while (!closed && !unread.isEmpty() && !door.memory().isExceeded()) {
            read(ctx, unread.remove());
        }
        if (inputEnded && !closed && unread.isEmpty() && !door.memory().isExceeded()) {
            closed = true;
            RecordSlice rest = lines.takeRest();
            if (rest != null) {
                hand(ctx, List.of(rest));
            }
            lines.release();
        }
        if (closed) {
            unread.forEach(ByteBuf::release);
            unread.clear();
            if (inputEnded && !finished) {
                finished = true;
                door.openWork().end();
            }
        }
        updateReading(ctx);
    }

    private void read(ChannelHandlerContext ctx, ByteBuf in) {
        List<RecordSlice> complete;
        try {
            door.meters().bytes(in.readableBytes());
            boolean wasInsideLine = lines.isInsideLine();
            complete = lines.add(in);
            if (!lines.isInsideLine()) {
                insideLineSince = 0;
            } else if (!wasInsideLine || !complete.isEmpty()) {
                insideLineSince = System.nanoTime();
            }
        } finally {
            in.release();
        }
        if (!recognised && isForeign(ctx, complete)) {
            return;
        }
        hand(ctx, complete);
        RecordSlice refused = lines.settle();
        if (refused != null) {
            hand(ctx, List.of(refused));
        }
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
            first = lines.peek(ForeignProtocol.NEEDED_BYTES);
        } else {
            RecordSlice line = complete.getFirst();
            int length = Math.min(ForeignProtocol.NEEDED_BYTES, line.to() - line.from());
            first = new byte[length];
            System.arraycopy(line.bytes(), line.from(), first, 0, length);
        }
        recognised = !complete.isEmpty() || first.length == ForeignProtocol.NEEDED_BYTES;
        Optional<ForeignProtocol> foreign = ForeignProtocol.of(first);
        foreign.ifPresent(protocol -> {
            log.atWarn()
                    .addKeyValue("peer", origin.peer())
                    .addKeyValue("protocol", protocol.title())
                    .log("closed a connection that does not send JSON lines: {}", protocol.hint());
            door.meters().connectionRefused("foreign_protocol");
            closed = true;
            lines.release();
            ctx.close();
        });
        return foreign.isPresent();
    }

    private void endOverdueLine(ChannelHandlerContext ctx) {
        boolean overdue = insideLineSince != 0
                && System.nanoTime() - insideLineSince > settings.lineTimeout().toNanos();
        if (closed || !overdue || !ctx.channel().config().isAutoRead()) {
            return;
        }
        closed = true;
        RecordSlice rest = lines.takeRest();
        if (rest != null) {
            MalformedRecord refusal = new MalformedRecord(
                    "line not finished within " + settings.lineTimeout(), rest.to() - rest.from(), "end lines with LF");
            hand(ctx, List.of(new RecordSlice(rest.bytes(), rest.from(), rest.to(), refusal)));
        }
        lines.release();
        door.meters().connectionRefused("line_timeout");
        ctx.close();
    }

    private void hand(ChannelHandlerContext ctx, List<RecordSlice> records) {
        if (records.isEmpty()) {
            return;
        }
        Receipt receipt = door.meters().received(records.size());
        Batch batch;
        try {
            batch = decoded(records);
        } catch (RuntimeException | Error e) {
            // Else nobody would count them. The connection goes on: it is cut into lines already.
            door.shed("error", receipt, e);
            return;
        }
        bytesInFlight += batch.bytes();
        door.memory().take(batch.bytes());
        door.openWork().begin();
        commit(ctx, batch, receipt);
    }

    private Batch decoded(List<RecordSlice> records) {
        if (!lines.isLarge()) {
            return door.intake().read(origin, records, null, WriteRight.ALL, Room.ENOUGH);
        }
        door.longLines().begin();
        try {
            return door.intake().read(origin, records, null, WriteRight.ALL, Room.ENOUGH);
        } finally {
            door.longLines().end();
        }
    }

    private void commit(ChannelHandlerContext ctx, Batch batch, Receipt receipt) {
        door.intake()
                .committing(batch)
                .whenComplete((_, failure) -> ctx.executor()
                        .execute(() -> committed(
                                ctx,
                                batch,
                                receipt,
                                failure instanceof CompletionException e ? e.getCause() : failure)));
    }

    private void committed(ChannelHandlerContext ctx, Batch batch, Receipt receipt, @Nullable Throwable failure) {
        switch (failure) {
            case null -> {
                journalFull = false;
                receipt.taken(batch);
                door.committed();
                done(ctx, batch);
            }
            case JournalFull full -> {
                if (!journalFull) {
                    journalFull = true;
                    patienceEnds =
                            System.nanoTime() + settings.journalPatience().toNanos();
                }
                if (System.nanoTime() - patienceEnds < 0) {
                    ctx.executor().schedule(() -> commit(ctx, batch, receipt), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                    updateReading(ctx);
                } else {
                    shed(ctx, batch, receipt, "journal_full", full);
                }
            }
            case JournalUnavailable unavailable -> shed(ctx, batch, receipt, "journal_unavailable", unavailable);
            default -> shed(ctx, batch, receipt, "error", failure);
        }
    }

    private void shed(ChannelHandlerContext ctx, Batch batch, Receipt receipt, String reason, Throwable cause) {
        door.shed(reason, receipt, cause);
        done(ctx, batch);
    }

    private void done(ChannelHandlerContext ctx, Batch batch) {
        bytesInFlight -= batch.bytes();
        door.memory().giveBack(batch.bytes());
        door.openWork().end();
        readOn(ctx);
    }

    private void updateReading(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        boolean waitsForJournal = journalFull && bytesInFlight > 0 && System.nanoTime() - patienceEnds < 0;
        boolean waitsForMemory =
                !unread.isEmpty() || inputEnded || door.memory().isExceeded();
        // Below half only, or reading would be switched for every batch.
        boolean hasTooMuch = bytesInFlight > (paused ? settings.maxBytesInFlight() / 2 : settings.maxBytesInFlight());
        paused = waitsForJournal || waitsForMemory || hasTooMuch;
        if (!inputEnded) {
            ctx.channel().config().setAutoRead(!paused);
        }
        if (paused && waitsForMemory && !refilling) {
            // Memory is freed by other connections, which do not wake this one.
            refilling = true;
            ctx.executor()
                    .schedule(
                            () -> {
                                refilling = false;
                                readOn(ctx);
                            },
                            RETRY_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }
}
