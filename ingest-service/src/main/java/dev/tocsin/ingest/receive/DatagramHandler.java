package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one socket of a door for datagrams, each of which is a record. What one read brings is handed on together, by
 * sender. All state belongs to the socket's event loop.
 *
 * <p>As long as there is no room for more, the socket is not read: what the kernel's buffer does not hold then it drops,
 * which costs us nothing, and which it counts. So nothing is lost uncounted, as it would be of a stream.
 */
final class DatagramHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(DatagramHandler.class);

    /** Of one batch. */
    private static final int MOST_BYTES = 256 * 1_024;

    /** How often it is looked whether datagrams still come: at most for a second, for some senders never stop. */
    private static final int LOOKS = 50;

    private final RecordFormat format;
    private final OneWay door;
    private final Handover handover;
    /** In force for those of this batch. */
    private int mostBytes;

    private final Map<InetAddress, List<RecordSlice>> batch = new LinkedHashMap<>();
    private int batchBytes;
    private long arrived;
    private boolean paused;
    private boolean looksAgain;

    DatagramHandler(RecordFormat format, OneWay door) {
        this.format = format;
        this.door = door;
        this.handover = new Handover(door, this::updateReading);
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
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            add(packet.sender().getAddress(), packet.content());
        } finally {
            packet.release();
        }
        if (batchBytes > MOST_BYTES) {
            hand(ctx);
            // An event can take many times the bytes of its datagram, and this read may go on for long.
            updateReading(ctx);
        }
    }

    private void add(InetAddress sender, ByteBuf content) {
        int length = content.readableBytes();
        door.meters().bytes(length);
        if (batch.isEmpty()) {
            mostBytes = Math.min(door.settings().maxLineBytes(), UdpDoor.DATAGRAM_BYTES - 1);
        }
        byte[] bytes = new byte[length];
        content.readBytes(bytes);
        MalformedRecord refusal = length <= mostBytes
                ? null
                : new MalformedRecord(
                        "datagram longer than " + mostBytes + " bytes", mostBytes, "send it over TCP, or shorten it");
        batch.computeIfAbsent(sender, _ -> new ArrayList<>())
                .add(refusal == null ? RecordSlice.of(bytes, 0, length) : RecordSlice.cut(bytes, 0, length, refusal));
        batchBytes += length;
        arrived++;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        hand(ctx);
        updateReading(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        hand(ctx);
        handover.end();
    }

    private void hand(ChannelHandlerContext ctx) {
        Map<InetAddress, List<RecordSlice>> bySender = new LinkedHashMap<>(batch);
        batch.clear();
        batchBytes = 0;
        bySender.forEach((sender, records) ->
                handover.hand(ctx, new Origin(door.door(), sender.getHostAddress(), format), records, false));
    }

    private void updateReading(ChannelHandlerContext ctx) {
        paused = handover.hasNoRoom() || handover.isToWait();
        ctx.channel().config().setAutoRead(!paused);
        if (paused && !looksAgain) {
            // Memory is freed by other doors, and patience ends: neither wakes this one.
            looksAgain = true;
            ctx.executor()
                    .schedule(
                            () -> {
                                looksAgain = false;
                                updateReading(ctx);
                            },
                            Handover.RETRY_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.atError().addKeyValue("door", door.door()).setCause(cause).log("reading datagrams failed; reading on");
    }

    /** Done when the kernel had nothing more to give. */
    Future<?> untilNothingComes(EventExecutor loop) {
        Promise<?> nothing = loop.newPromise();
        loop.execute(() -> look(loop, nothing, arrived, LOOKS));
        return nothing;
    }

    private void look(EventExecutor loop, Promise<?> nothing, long before, int looksLeft) {
        loop.schedule(
                () -> {
                    if (looksLeft == 0 || (arrived == before && !paused)) {
                        nothing.setSuccess(null);
                    } else {
                        look(loop, nothing, arrived, paused ? looksLeft : looksLeft - 1);
                    }
                },
                Handover.RETRY_MILLIS,
                TimeUnit.MILLISECONDS);
    }
}
