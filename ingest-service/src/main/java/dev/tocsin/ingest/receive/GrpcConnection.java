package dev.tocsin.ingest.receive;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/2 connection: what is not of a single call. It ends in two steps (RFC 9113, 6.8): the client is told that the
 * connection ends, with calls that are on their way still taken; when it has seen that, known by its answer to a ping, that no
 * further ones are; and when those that there are have been answered, the connection is closed. All state belongs to its event
 * loop.
 */
final class GrpcConnection extends SimpleChannelInboundHandler<Http2Frame> {
    /** Sent to a connection when the door closes. */
    static final Object DRAIN = new Object();

    /** So much may be on its way to us, for distant clients. */
    static final int WINDOW_BYTES = 1_024 * 1_024;

    private static final Logger log = LoggerFactory.getLogger(GrpcConnection.class);
    private static final int USUAL_WINDOW_BYTES = 65_535;
    private static final long PING = 0x70c51;
    private static final Duration PING_PATIENCE = Duration.ofSeconds(2);

    private final GrpcDoor door;
    private boolean isGreeted;
    private boolean draining;
    private boolean closing;
    private int calls;
    private @Nullable ChannelHandlerContext context;
    private final Deadline deadline = new Deadline();

    GrpcConnection(GrpcDoor door) {
        this.door = door;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        door.openWork().begin();
        deadline.in(ctx.executor(), door.settings().headerTimeout(), () -> {
            door.meters().connectionRefused("header_timeout");
            ctx.close();
        });
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.off();
        door.openWork().end();
    }

    /** A call has begun. */
    void opened(Http2StreamChannel call) {
        calls++;
        if (!draining) {
            deadline.off();
        }
        call.closeFuture().addListener(_ -> {
            calls--;
            ChannelHandlerContext ctx = context;
            if (calls == 0 && !draining && ctx != null && ctx.channel().isActive()) {
                awaitCalls(ctx);
            }
        });
    }

    private void awaitCalls(ChannelHandlerContext ctx) {
        deadline.in(ctx.executor(), door.settings().idleTimeout(), () -> drain(ctx));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Http2Frame frame) {
        if (frame instanceof Http2SettingsFrame && !isGreeted) {
            isGreeted = true;
            ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(WINDOW_BYTES - USUAL_WINDOW_BYTES));
            if (calls == 0 && !draining) {
                awaitCalls(ctx);
            }
        } else if (draining && frame instanceof Http2PingFrame ping && ping.ack() && ping.content() == PING) {
            takeNoMore(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == DRAIN) {
            drain(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void drain(ChannelHandlerContext ctx) {
        if (draining) {
            return;
        }
        draining = true;
        if (!isGreeted) {
            ctx.close();
            return;
        }
        ctx.write(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
        ctx.writeAndFlush(new DefaultHttp2PingFrame(PING));
        deadline.in(ctx.executor(), PING_PATIENCE, () -> takeNoMore(ctx));
    }

    private void takeNoMore(ChannelHandlerContext ctx) {
        if (closing) {
            return;
        }
        closing = true;
        deadline.off();
        ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        // The codec waits for the calls that there are.
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.atDebug().setCause(cause).log("connection failed");
        ctx.close();
    }
}
