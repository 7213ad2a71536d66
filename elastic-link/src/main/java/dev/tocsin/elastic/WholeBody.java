package dev.tocsin.elastic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, given to the socket as fast as it takes it. The low-level client's own way gives it 8 KB at a time,
 * and each of them takes a turn of its loop: for a bulk that is most of what sending costs.
 */
final class WholeBody implements AsyncEntityProducer {
    /** What is written at once is copied out of the heap at once, and what the socket did not take is copied again. */
    private static final int PIECE = 128 * 1_024;

    private final ByteBuffer body;
    private final String contentType;

    WholeBody(byte[] body, int length, String contentType) {
        this.body = ByteBuffer.wrap(body, 0, length);
        this.contentType = contentType;
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        while (body.hasRemaining()) {
            ByteBuffer piece = body.slice(body.position(), Math.min(PIECE, body.remaining()));
            channel.write(piece);
            body.position(body.position() + piece.position());
            if (piece.hasRemaining()) {
                // The socket is full: it is asked again when there is room.
                return;
            }
        }
        channel.endStream();
    }

    @Override
    public int available() {
        return body.remaining();
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
