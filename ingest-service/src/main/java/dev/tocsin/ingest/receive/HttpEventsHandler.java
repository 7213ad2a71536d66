package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.Origin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: one request at a time, also when the client pipelines: what was read beyond it waits here and the
 * socket is not read until it is answered. (Netty's FlowControlHandler loses reads since 4.2.15, netty issue 17050.)
 * Every wait on the client has an end. All state belongs to the connection's event loop; decoding
 * and the journal are awaited elsewhere.
 */
final class HttpEventsHandler extends ChannelInboundHandlerAdapter {
    /** Sent to a connection when the door closes. */
    static final Object DRAIN = new Object();

    private static final Logger log = LoggerFactory.getLogger(HttpEventsHandler.class);

    /** So much of a refused body is read away, for a client that is reset while it sends does not read its answer. */
    private static final int MAX_DISCARDED_BYTES = 64 * 1_024 * 1_024;

    private static final Duration DISCARD_TIMEOUT = Duration.ofSeconds(5);

    private static final Runnable NOTHING = () -> {};

    private enum State {
        AWAITING_REQUEST,
        READING_BODY,
        REFUSING,
        DISCARDING,
        PROCESSING,
        CLOSING
    }

    private final HttpDoor door;
    /** In force when the request began. */
    private HttpDoorSettings settings;

    private final Queue<HttpObject> unread = new ArrayDeque<>();
    private Origin origin;
    private State state = State.AWAITING_REQUEST;
    private boolean draining;
    private boolean inputEnded;
    private boolean keepAlive = true;
    private RequestHead head = RequestHead.NONE;
    private @Nullable Request request;
    private @Nullable HttpAnswer refusal;
    private final RequestBody body;
    private final BodyPace pace;
    private long discarded;
    private Runnable giveUp = NOTHING;
    private final Deadline deadline = new Deadline();

    HttpEventsHandler(HttpDoor door) {
        this.door = door;
        this.settings = door.settings();
        this.body = new RequestBody(door.memory());
        this.pace = new BodyPace(body);
        this.origin = new Origin(door.name(), null);
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
        arm(ctx, settings.headerTimeout(), "header_timeout");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline.off();
        if (state != State.PROCESSING) {
            releaseBody();
        }
        giveUp.run();
        unread.forEach(ReferenceCountUtil::release);
        unread.clear();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // Who has sent all may still wait for the answer.
            inputEnded = true;
            readOn(ctx);
        } else if (event == DRAIN) {
            draining = true;
            if (state == State.AWAITING_REQUEST) {
                ctx.close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.atDebug().addKeyValue("peer", origin.peer()).setCause(cause).log("connection failed");
        ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (state == State.CLOSING) {
            ReferenceCountUtil.release(message);
            return;
        }
        unread.add((HttpObject) message);
        readOn(ctx);
    }

    private void readOn(ChannelHandlerContext ctx) {
        while (state != State.PROCESSING
                && state != State.CLOSING
                && ctx.channel().isWritable()
                && !unread.isEmpty()) {
            HttpObject message = unread.remove();
            try {
                read(ctx, message);
            } finally {
                ReferenceCountUtil.release(message);
            }
        }
        // Who does not read answers is not read either: they would pile up here.
        ctx.channel()
                .config()
                .setAutoRead(state != State.PROCESSING && ctx.channel().isWritable());
        if (inputEnded && unread.isEmpty() && state != State.PROCESSING && state != State.CLOSING) {
            state = State.CLOSING;
            releaseBody();
            // Behind the answers that are still on their way.
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            readOn(ctx);
        }
    }

    private void read(ChannelHandlerContext ctx, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            door.meters().connectionRefused("not_http");
            keepAlive = false;
            answer(ctx, refused(Http1.unreadable(message.decoderResult().cause())));
            return;
        }
        if (message instanceof HttpRequest received) {
            begin(ctx, received);
        }
        if (message instanceof HttpContent content) {
            take(ctx, content);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest received) {
        settings = door.settings();
        arm(ctx, settings.requestTimeout(), "request_timeout");
        keepAlive = HttpUtil.isKeepAlive(received);
        long length = HttpUtil.getContentLength(received, 0L);
        boolean hasBody = HttpUtil.isTransferEncodingChunked(received) || length > 0;
        head = RequestHead.NONE;
        try {
            head = RequestHead.of(received);
            Request admitted = door.deliveries().admit(head, origin.peer());
            if (length > settings.maxBodyBytes()) {
                throw new RequestRefused(Refusal.tooLarge(settings.maxBodyBytes()));
            }
            request = admitted;
            body.of(admitted.client(), settings.maxBodyBytes());
            state = State.READING_BODY;
            if (HttpUtil.is100ContinueExpected(received)) {
                ctx.writeAndFlush(Http1.goOn());
            }
        } catch (RequestRefused e) {
            if (hasBody) {
                refuseBody(ctx, refused(e.refusal()));
            } else {
                refusal = refused(e.refusal());
                state = State.REFUSING;
            }
        }
    }

    private HttpAnswer refused(Refusal why) {
        return door.deliveries().refused(why, head);
    }

    private void take(ChannelHandlerContext ctx, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        switch (state) {
            case READING_BODY -> {
                ByteBuf bytes = content.content();
                door.meters().bytes(bytes.readableBytes());
                int lengthBefore = body.length();
                if (!body.hasPlaceFor(bytes.readableBytes())) {
                    refuseRest(ctx, refused(Refusal.tooLarge(settings.maxBodyBytes())), last);
                } else if (!body.append(bytes)) {
                    refuseRest(ctx, refused(Refusal.busy("too many requests at once")), last);
                } else if (last) {
                    process(ctx);
                } else {
                    pace.came(ctx.executor(), lengthBefore, () -> tooSlow(ctx, "request_pace"));
                }
            }
            case REFUSING -> {
                if (last && refusal != null) {
                    answer(ctx, refusal);
                }
            }
            case DISCARDING -> {
                discarded += content.content().readableBytes();
                if (last || discarded > MAX_DISCARDED_BYTES) {
                    state = State.CLOSING;
                    ctx.close();
                }
            }
            case AWAITING_REQUEST, PROCESSING, CLOSING -> {
                // The end of a request that was answered early, or none of ours.
            }
        }
    }

    private void tooSlow(ChannelHandlerContext ctx, String reason) {
        door.meters().connectionRefused(reason);
        refuseBody(
                ctx,
                refused(new Refusal(
                        408, "the body comes too slowly", "nothing was kept: send it again in smaller requests")));
    }

    private void process(ChannelHandlerContext ctx) {
        pace.end();
        Request complete = request;
        if (complete == null) {
            ctx.close();
            return;
        }
        switch (complete.call()) {
            case Call.Question question -> answer(ctx, question.answer());
            case Call.Delivery delivery -> process(ctx, complete, delivery);
        }
    }

    private void process(ChannelHandlerContext ctx, Request complete, Call.Delivery delivery) {
        state = State.PROCESSING;
        arm(ctx, settings.answerTimeout(), "answer_timeout");
        door.deliveries().handle(complete, delivery, body.bytes(), body.length(), origin, new Asking(ctx));
    }

    /** The request that is processed; on other threads. */
    private final class Asking implements Deliveries.Asker {
        private final ChannelHandlerContext ctx;

        private Asking(ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public void answer(HttpAnswer answer, Runnable gone) {
            ctx.executor().execute(() -> {
                giveUp = NOTHING;
                HttpEventsHandler.this.answer(ctx, answer, gone);
                readOn(ctx);
            });
        }

        @Override
        public void waits(Duration atMost, Runnable whenGone) {
            ctx.executor().execute(() -> {
                releaseBody();
                if (!ctx.channel().isActive()) {
                    whenGone.run();
                    return;
                }
                giveUp = whenGone;
                arm(ctx, atMost.plus(settings.answerTimeout()), "answer_timeout");
            });
        }
    }

    private void refuseRest(ChannelHandlerContext ctx, HttpAnswer answer, boolean last) {
        if (last) {
            answer(ctx, answer);
        } else {
            refuseBody(ctx, answer);
        }
    }

    /** Answers at once; what the client is still sending is read away for a while, then the connection ends. */
    private void refuseBody(ChannelHandlerContext ctx, HttpAnswer answer) {
        releaseBody();
        state = State.DISCARDING;
        keepAlive = false;
        write(ctx, answer);
        arm(ctx, DISCARD_TIMEOUT, "discard_timeout");
    }

    private void answer(ChannelHandlerContext ctx, HttpAnswer answer) {
        answer(ctx, answer, () -> {});
    }

    private void answer(ChannelHandlerContext ctx, HttpAnswer answer, Runnable gone) {
        releaseBody();
        request = null;
        refusal = null;
        if (!ctx.channel().isActive()) {
            gone.run();
            return;
        }
        state = State.AWAITING_REQUEST;
        write(ctx, answer).addListener(_ -> gone.run());
        if (keepAlive) {
            arm(ctx, settings.idleTimeout(), "idle");
        } else {
            state = State.CLOSING;
        }
    }

    private ChannelFuture write(ChannelHandlerContext ctx, HttpAnswer answer) {
        door.meters().answered(answer.status());
        keepAlive &= !draining;
        ChannelFuture written = ctx.writeAndFlush(Http1.response(answer, keepAlive));
        return keepAlive || state == State.DISCARDING ? written : written.addListener(ChannelFutureListener.CLOSE);
    }

    private void releaseBody() {
        pace.end();
        body.release();
    }

    private void arm(ChannelHandlerContext ctx, Duration timeout, String reason) {
        deadline.in(ctx.executor(), timeout, () -> {
            if (state == State.READING_BODY) {
                tooSlow(ctx, reason);
                return;
            }
            if (!reason.equals("idle")) {
                door.meters().connectionRefused(reason);
            }
            ctx.close();
        });
    }
}
