package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.receive.events.EventsDialect;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One connection without a socket, so that its peer can be as slow as the test wants. */
class HttpEventsHandlerTest {
    private static final String REQUEST = "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final int MB = 1_024 * 1_024;

    private final Memory memory = new Memory(64 * MB, MB, 16 * MB);
    private final EventLoops loops = EventLoops.open();
    private final HttpDoor door = HttpDoor.open(
            () -> HttpDoorSettings.DEFAULTS.withPort(0),
            List.of(new EventsDialect()),
            DoorAccess.OPEN,
            new DoorPlan.Behind(new FailingIntake(), memory, new SimpleMeterRegistry(), loops));
    private final EmbeddedChannel connection = new EmbeddedChannel(new HttpServerCodec(), new HttpEventsHandler(door));

    @AfterEach
    void close() {
        connection.finishAndReleaseAll();
        door.close();
        loops.close();
    }

    @Test
    void aClientThatDoesNotReadItsAnswersIsNotRead() {
        receive(REQUEST);
        assertThat(answers()).isEqualTo(1);

        takesAnswers(false);
        receive(REQUEST.repeat(3));

        assertThat(answers()).isZero();
        assertThat(connection.config().isAutoRead()).isFalse();

        takesAnswers(true);

        assertThat(answers()).isEqualTo(3);
        assertThat(connection.config().isAutoRead()).isTrue();
    }

    @Test
    void whatAClientNeverReadIsLetGoWithItsConnection() {
        takesAnswers(false);
        ByteBuf sent = Unpooled.copiedBuffer("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", US_ASCII);
        connection.writeInbound(sent);

        connection.close().syncUninterruptibly();
        connection.runPendingTasks();

        assertThat(sent.refCnt()).isZero();
    }

    @Test
    void aLargeBodyThatStandsStillGivesItsMemoryBack() {
        connection.freezeTime();
        receive("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 16000000\r\n\r\n" + "a".repeat(15 * MB));
        assertThat(memory.heldBytes()).isGreaterThan(15 * MB);

        pass(Duration.ofSeconds(10));
        assertThat(memory.heldBytes()).isGreaterThan(15 * MB);
        receive("a".repeat(1_000));
        pass(Duration.ofSeconds(10));

        assertThat(text()).startsWith("HTTP/1.1 408 ").contains("nothing was kept");
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void aLargeBodyOverASlowLineHasItsTime() {
        connection.freezeTime();
        receive("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + 16 * MB + "\r\n\r\n");

        for (int second = 0; second < 55; second++) {
            receive("a".repeat(16 * MB / 56));
            pass(Duration.ofSeconds(1));
        }

        assertThat(text()).isEmpty();
        assertThat(memory.heldBytes()).isGreaterThan(15 * MB);
    }

    @Test
    void aSmallBodyMayComeAsSlowlyAsItLikes() {
        connection.freezeTime();
        receive("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");

        for (int second = 0; second < 55; second++) {
            receive("a".repeat(1_000));
            pass(Duration.ofSeconds(1));
        }

        assertThat(text()).isEmpty();
    }

    @Test
    void anAnswerHasItsMemoryUntilItIsWritten() {
        List<ChannelPromise> writes = new ArrayList<>();
        connection.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                writes.add(promise);
            }
        });

        receive("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
        await().pollInSameThread().until(() -> {
            connection.runPendingTasks();
            return !writes.isEmpty();
        });

        assertThat(memory.heldBytes()).isPositive();
        writes.forEach(ChannelPromise::setSuccess);
        assertThat(memory.heldBytes()).isZero();
    }

    private void pass(Duration time) {
        connection.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();
        connection.runPendingTasks();
    }

    private void receive(String bytes) {
        connection.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
        connection.runPendingTasks();
    }

    /** As if the peer's and our buffers were full, or had room again. */
    private void takesAnswers(boolean takes) {
        ChannelOutboundBuffer answers =
                Objects.requireNonNull(connection.unsafe().outboundBuffer());
        answers.setUserDefinedWritability(1, takes);
        connection.runPendingTasks();
    }

    private int answers() {
        return text().split("HTTP/1.1 404", -1).length - 1;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = connection.readOutbound(); part != null; part = connection.readOutbound()) {
            text.append(part.toString(US_ASCII));
            part.release();
        }
        return text.toString();
    }
}
