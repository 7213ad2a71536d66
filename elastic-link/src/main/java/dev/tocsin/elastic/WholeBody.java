package dev.tocsin.elastic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, given to the connection in large pieces. The low-level client's own way gives it 8 KB at a time,
 * and each of them takes a turn of its loop: for a bulk that is most of what sending costs. Still a turn for each piece:
 * between them an answer is seen that did not wait for the whole body.
 */
final class WholeBody implements AsyncEntityProducer {
    /** What is written at once is copied out of the heap at once, and what the socket did not take is copied again. */
    private static final int PIECE = 128 * 1_024;

    private final ByteBuffer body;
    private final String contentType;
    private boolean isRefused;

    WholeBody(byte[] body, int length, String contentType) {
        this.body = ByteBuffer.wrap(body, 0, length);
        this.contentType = contentType;
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        if (isRefused) {
            return;
        }
        ByteBuffer piece = body.slice(body.position(), Math.min(PIECE, body.remaining()));
        try {
            channel.write(piece);
        } catch (IOException e) {
            // Who closes a connection may have said why before: what reads it finds that, or that nothing is there.
            isRefused = true;
            return;
        }
        body.position(body.position() + piece.position());
        if (!body.hasRemaining()) {
            channel.endStream();
        }
    }

    @Override
    public int available() {
        return isRefused ? 0 : body.remaining();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public long getContentLength() {
        return body.limit();
    }

    @Override
    public String getContentType() {
        return contentType;
    }

    @Override
    public @Nullable String getContentEncoding() {
        return null;
    }

    @Override
    public boolean isChunked() {
        return false;
    }

    @Override
    public Set<String> getTrailerNames() {
        return Set.of();
    }

    @Override
    public void failed(Exception cause) {
        // Who waits for the answer is told.
    }

    @Override
    public void releaseResources() {
        // It has none.
    }
}
