package dev.tocsin.elastic;

import co.elastic.clients.transport.rest5_client.low_level.HttpAsyncResponseConsumerFactory;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.entity.AbstractBinAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.AbstractAsyncResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a request's answer up to a limit and reads the rest without keeping it: were the connection closed instead, the
 * client would take the node for dead and ask the next one the same.
 */
final class BoundedBody implements HttpAsyncResponseConsumerFactory {
    private static final int FIRST = 4_096;

    private final int largest;
    private volatile boolean isExceeded;

    BoundedBody(int largest) {
        this.largest = largest;
    }

    /** Of the last answer. */
    boolean isExceeded() {
        return isExceeded;
    }

    @Override
    public AsyncResponseConsumer<ClassicHttpResponse> createHttpAsyncResponseConsumer() {
        isExceeded = false;
        return new Answer(new Body());
    }

    private final class Body extends AbstractBinAsyncEntityConsumer<ByteArrayEntity> {
        private ByteArrayBuffer kept = new ByteArrayBuffer(FIRST);
        private @Nullable ContentType type;

        @Override
        protected void streamStart(@Nullable ContentType contentType) {
            type = contentType;
        }

        @Override
        protected int capacityIncrement() {
            return Integer.MAX_VALUE;
        }

        @Override
        protected void data(ByteBuffer source, boolean endOfStream) {
            if (source.remaining() > largest - kept.length()) {
                isExceeded = true;
                kept = new ByteArrayBuffer(0);
            }
            if (isExceeded) {
                source.position(source.limit());
                return;
            }
            while (source.hasRemaining()) {
                byte[] piece = new byte[Math.min(source.remaining(), FIRST)];
                source.get(piece);
                kept.append(piece, 0, piece.length);
            }
        }

        @Override
        protected ByteArrayEntity generateContent() {
            return new ByteArrayEntity(kept.array(), 0, kept.length(), type);
        }

        @Override
        public void releaseResources() {
            kept = new ByteArrayBuffer(0);
        }
    }

    private static final class Answer extends AbstractAsyncResponseConsumer<ClassicHttpResponse, ByteArrayEntity> {
        Answer(Body body) {
            super(body);
        }

        @Override
        protected ClassicHttpResponse buildResult(
                HttpResponse response, @Nullable ByteArrayEntity body, @Nullable ContentType type) {
            BasicClassicHttpResponse whole =
                    new BasicClassicHttpResponse(response.getCode(), response.getReasonPhrase());
            whole.setVersion(response.getVersion());
            whole.setHeaders(response.getHeaders());
            whole.setEntity(body);
            return whole;
        }

        @Override
        public void informationResponse(HttpResponse response, HttpContext context) {
            // The answer itself comes after it.
        }
    }
}
