package dev.tocsin.ingest.receive;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The bytes of one request as they come, in memory that is asked for. For one thread at a time. */
final class RequestBody {
    private static final byte[] NOTHING = {};

    private final ByteBudget.Share memory;
    private int limit;
    private byte[] bytes = NOTHING;
    private int length;

    /** Takes nothing before it is somebody's. */
    RequestBody(ByteBudget budget) {
        this.memory = budget.share();
    }

    /**
     * What it takes from now on is that client's; nothing is held.
     *
     * @param most bytes
     */
    void of(String client, int most) {
        memory.of(client);
        limit = most;
    }

    /** Whether it stays within its limit; who appends asks first. */
    boolean hasPlaceFor(int more) {
        return more <= limit - length;
    }

    /** Whether there was memory for it. */
    boolean append(ByteBuf content) {
        int more = content.readableBytes();
        if (length + more > bytes.length) {
            int capacity = Math.min(Math.max(length + more, 2 * bytes.length), limit);
            if (!memory.tryTakeAtOnce(capacity - bytes.length)) {
                return false;
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
        content.readBytes(bytes, length, more);
        length += more;
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Bytes of memory. */
    int capacity() {
        return bytes.length;
    }

    void release() {
        memory.giveBackAll();
        bytes = NOTHING;
        length = 0;
    }
}
