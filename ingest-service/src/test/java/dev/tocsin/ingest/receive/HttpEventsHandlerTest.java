package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One connection without a socket, so that its peer can be as slow as the test wants. */
class HttpEventsHandlerTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final EventLoops loops = EventLoops.open();
    private final HttpDoor door = HttpDoor.open(
            HttpDoorSettings.DEFAULTS.withPort(0),
            DoorAccess.OPEN,
            new FailingIntake(),
            new Memory(1_000_000, 1_024 * 1_024),
            new SimpleMeterRegistry(),
            loops);
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
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = connection.readOutbound(); part != null; part = connection.readOutbound()) {
            text.append(part.toString(US_ASCII));
            part.release();
        }
        return text.toString().split("HTTP/1.1 404", -1).length - 1;
    }
}
