package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.Origin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One unary call of gRPC: the head, one message with a prefix of five bytes, and an answer whose status is in the trailers.
 * Every wait on the client has an end. When its deadline is over or it has given up, what is not in the journal yet stays with
 * it. All state belongs to the connection's event loop, decoding and the journal are awaited elsewhere.
 */
final class GrpcCall extends ChannelInboundHandlerAdapter implements Deliveries.Asker {
    private static final Logger log = LoggerFactory.getLogger(GrpcCall.class);
    private static final int PREFIX_BYTES = 5;
    private static final Duration DISCARD_TIMEOUT = Duration.ofSeconds(5);

    private enum State {
        AWAITING_HEAD,
        READING,
        PROCESSING,
        ANSWERED
    }

    private final GrpcDoor door;
    private final HttpDoorSettings settings;
    private final RequestBody body;
    private final BodyPace pace;
    private final ByteBuf prefix = Unpooled.buffer(PREFIX_BYTES, PREFIX_BYTES);
    private State state = State.AWAITING_HEAD;
    private RequestHead head = RequestHead.NONE;
    private @Nullable Request request;
    private Origin origin = new Origin(GrpcDoor.NAME, null);
    private @Nullable ChannelHandlerContext context;
    private final Deadline deadline = new Deadline();
    private boolean inputEnded;

    /** From then on until its answer another thread reads the body, whatever becomes of the call. */
    private boolean isHandedOn;

    private volatile boolean left;

    GrpcCall(GrpcDoor door) {
        this.door = door;
        this.settings = door.settings();
        this.body = new RequestBody(door.memory());
        this.pace = new BodyPace(body);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (ctx.channel().parent().remoteAddress() instanceof InetSocketAddress address
                && address.getAddress() != null) {
            origin = new Origin(GrpcDoor.NAME, address.getAddress().getHostAddress());
        }
        arm(ctx, settings.requestTimeout());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        left = true;
        disarm();
        releaseBody();
    }

    private void releaseBody() {
        if (!isHandedOn) {
            body.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            left = true;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.atDebug().addKeyValue("peer", origin.peer()).setCause(cause).log("call failed");
        left = true;
        ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            switch (message) {
                case Http2HeadersFrame headers -> read(ctx, headers);
                case Http2DataFrame data -> read(ctx, data);
                default -> log.atDebug().log("a frame that is none of a call");
            }
        } catch (RequestRefused e) {
            answer(ctx, door.deliveries().refused(e.refusal(), head), () -> {});
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
        inputEnded |= frame.isEndStream();
        if (state == State.AWAITING_HEAD) {
            state = State.READING;
            begin(ctx, frame.headers());
        }
        readEnd(ctx);
    }

    private void begin(ChannelHandlerContext ctx, Http2Headers headers) {
        head = headOf(headers);
        Duration timeout = GrpcTimeout.of(head.headers());
        if (timeout.compareTo(settings.requestTimeout()) < 0) {
            arm(ctx, timeout);
        }
        Request admitted = door.deliveries().admit(head, origin.peer());
        String encoding = head.headers().get("grpc-encoding", "identity");
        if (!encoding.equals("identity") && !encoding.equals("gzip")) {
            throw new RequestRefused(415, "this grpc-encoding is not known here", "use gzip or identity");
        }
        body.of(admitted.client(), settings.maxBodyBytes());
        request = admitted;
    }

    private static RequestHead headOf(Http2Headers headers) {
        HttpHeaders plain =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        headers.forEach(header -> {
            String name = header.getKey().toString();
            if (!name.startsWith(":")) {
                plain.add(name, header.getValue().toString());
            }
        });
        CharSequence method = headers.method();
        CharSequence path = headers.path();
        return new RequestHead(
                HttpMethod.valueOf(method == null ? "POST" : method.toString()),
                path == null ? "" : path.toString(),
                Map.of(),
                plain);
    }

    private void read(ChannelHandlerContext ctx, Http2DataFrame frame) {
        inputEnded |= frame.isEndStream();
        if (state != State.READING) {
            // Of a call that was answered early.
            return;
        }
        ByteBuf content = frame.content();
        door.meters().bytes(content.readableBytes());
        while (prefix.isWritable() && content.isReadable()) {
            prefix.writeByte(content.readByte());
        }
        if (!prefix.isWritable()) {
            readMessage(ctx, content);
        }
        readEnd(ctx);
    }

    private void readMessage(ChannelHandlerContext ctx, ByteBuf content) {
        long announced = prefix.getUnsignedInt(1);
        if (announced > settings.maxBodyBytes()) {
            throw new RequestRefused(Refusal.tooLarge(settings.maxBodyBytes()));
        }
        if (content.readableBytes() > announced - body.length()) {
            throw new RequestRefused(400, "more than one message in a call", "send each in a call of its own");
        }
        int lengthBefore = body.length();
        if (!body.append(content)) {
            throw new RequestRefused(Refusal.busy("too many requests at once"));
        }
        pace.came(ctx.executor(), lengthBefore, () -> {
            door.meters().connectionRefused("request_pace");
            tooLate(ctx);
        });
    }

    private void readEnd(ChannelHandlerContext ctx) {
        Request complete = request;
        if (!inputEnded || state != State.READING || complete == null) {
            return;
        }
        if (prefix.isWritable() || body.length() < prefix.getUnsignedInt(1)) {
            throw new RequestRefused(400, "the call ends in the middle of its message", "send the whole of it");
        }
        boolean isCompressed = prefix.getByte(0) == 1;
        if (isCompressed && !head.headers().get("grpc-encoding", "").equals("gzip")) {
            throw new RequestRefused(400, "a compressed message without a grpc-encoding", "use gzip or identity");
        }
        if (complete.call() instanceof Call.Delivery delivery) {
            state = State.PROCESSING;
            pace.end();
            isHandedOn = true;
            door.deliveries()
                    .handle(complete.compressed(isCompressed), delivery, body.bytes(), body.length(), origin, this);
        }
    }

    @Override
    public boolean hasLeft() {
        return left;
    }

    @Override
    public void answer(HttpAnswer answer, Runnable gone) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            gone.run();
            return;
        }
        ctx.executor().execute(() -> {
            isHandedOn = false;
            body.release();
            answer(ctx, answer, gone);
        });
    }

    private void answer(ChannelHandlerContext ctx, HttpAnswer answer, Runnable gone) {
        if (state == State.ANSWERED || !ctx.channel().isActive()) {
            gone.run();
            return;
        }
        state = State.ANSWERED;
        releaseBody();
        disarm();
        door.meters().answered(answer.status());
        // Who gives the answer no window would hold the call for ever.
        closeAfter(ctx, settings.idleTimeout());
        write(ctx, answer).addListener(_ -> {
            gone.run();
            if (!inputEnded) {
                // Who is still sending is read for a while, for a reset could overtake the answer.
                closeAfter(ctx, DISCARD_TIMEOUT);
            }
        });
    }

    private void closeAfter(ChannelHandlerContext ctx, Duration timeout) {
        disarm();
        if (ctx.channel().isActive()) {
            deadline.in(ctx.executor(), timeout, () -> ctx.close());
        }
    }

    private static ChannelFuture write(ChannelHandlerContext ctx, HttpAnswer answer) {
        Http2Headers start = new DefaultHttp2Headers()
                .status("200")
                .set("content-type", "application/grpc")
                .set("grpc-accept-encoding", "identity,gzip");
        Http2Headers status = start;
        if (answer.status() == 200) {
            ctx.write(new DefaultHttp2HeadersFrame(start));
            ByteBuf message = Unpooled.buffer(PREFIX_BYTES + answer.body().length)
                    .writeByte(0)
                    .writeInt(answer.body().length)
                    .writeBytes(answer.body());
            ctx.write(new DefaultHttp2DataFrame(message));
            status = new DefaultHttp2Headers();
        }
        for (Map.Entry<String, String> trailer : answer.headers().entrySet()) {
            status.set(trailer.getKey(), trailer.getValue());
        }
        return ctx.writeAndFlush(new DefaultHttp2HeadersFrame(status, true));
    }

    private void arm(ChannelHandlerContext ctx, Duration timeout) {
        deadline.in(ctx.executor(), timeout, () -> tooLate(ctx));
    }

    private void tooLate(ChannelHandlerContext ctx) {
        left = true;
        String hint = state == State.PROCESSING
                ? "it is not known whether it was kept: send it again, with the same idempotency-key in its metadata"
                : "nothing was kept: send it again, in smaller requests";
        Refusal refusal = new Refusal(408, "the time for this call is over", hint);
        answer(ctx, door.deliveries().refused(refusal, head), () -> {});
    }

    private void disarm() {
        deadline.off();
        pace.end();
    }
}
