package dev.tocsin.ingest.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks over the records of one segment file and steps over what is damaged. Not thread-safe.
 *
 * <p>{@link #next} stands on a record, behind it lies the next one or damage. Damage ends at the next bytes that are an
 * intact record at their position, or at the limit.
 */
final class SegmentScanner implements Closeable {
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final Segment segment;
    private final DiskFile file;
    private final RecordFormat format;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;
    private long position;
    private long recordStart;

    SegmentScanner(Segment segment, DiskFile file, RecordFormat format, long position) {
        this.segment = segment;
        this.file = file;
        this.format = format;
        this.position = position;
        this.windowStart = position;
    }

    /** Goes to the next thing before {@code limit}; {@link #position()} is behind it then. */
    Step next(long limit) throws IOException {
        recordStart = position;
        if (position >= limit) {
            return Step.END;
        }
        if (isRecord(position, limit)) {
            position += RecordFormat.recordBytes(window, at(position));
            return Step.RECORD;
        }
        position = nextRecord(position + 1, limit);
        return Step.DAMAGE;
    }

    /** Where what the last step found starts. */
    long start() {
        return recordStart;
    }

    /** Behind what the last step found. */
    long position() {
        return position;
    }

    /** The event that the last step found. */
    JournaledEvent event(long maybeSentBefore) {
        return format.decode(window, at(recordStart), recordStart, maybeSentBefore);
    }

    /** Whether the event that the last step found is of the data stream with this name. */
    boolean isOf(byte[] dataStream) {
        return RecordFormat.isOf(window, at(recordStart), dataStream);
    }

    /** Goes to where a record starts. */
    void goTo(long start) {
        position = start;
    }

    long segmentBase() {
        return segment.base();
    }

    /** The damaged bytes that the last step found, in pieces; what the disk no longer has is left out. */
    void copyDamage(ByteSink sink) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, position - recordStart));
        for (long at = recordStart; at < position; at += piece.capacity()) {
            piece.clear().limit((int) Math.min(piece.capacity(), position - at));
            file.readFully(piece, segment.offsetOf(at));
            if (!piece.flip().hasRemaining()) {
                return;
            }
            sink.accept(piece);
        }
    }

    private boolean isRecord(long at, long limit) throws IOException {
        if (!load(at, RecordFormat.PREFIX_BYTES, limit)) {
            return false;
        }
        RecordFormat.Look look = format.look(window, at(at), at);
        if (look == RecordFormat.Look.NEEDS_MORE) {
            if (!load(at, RecordFormat.recordBytes(window, at(at)), limit)) {
                return false;
            }
            look = format.look(window, at(at), at);
        }
        return look == RecordFormat.Look.RECORD;
    }

    private long nextRecord(long from, long limit) throws IOException {
        for (long at = from; at < limit; at++) {
            if (!load(at, 1, limit)) {
                return limit;
            }
            if (window.get(at(at)) == RecordFormat.FIRST_BYTE && isRecord(at, limit)) {
                return at;
            }
        }
        return limit;
    }

    private int at(long position) {
        return Math.toIntExact(position - windowStart);
    }

    /** Makes the window hold {@code bytes} from {@code at} on; false if the limit or the file ends before. */
    private boolean load(long at, int bytes, long limit) throws IOException {
        if (at + bytes > limit) {
            return false;
        }
        if (at >= windowStart && at + bytes <= windowStart + window.limit()) {
            return true;
        }
        int wanted = Math.max(bytes, (int) Math.min(WINDOW_BYTES, limit - at));
        if (wanted > window.capacity()) {
            window = ByteBuffer.allocate(wanted);
        }
        window.clear().limit((int) Math.min(window.capacity(), limit - at));
        file.readFully(window, segment.offsetOf(at));
        window.flip();
        windowStart = at;
        return window.limit() >= bytes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** What a step found. */
    enum Step {
        RECORD,
        DAMAGE,
        END
    }

    /** Takes pieces of bytes. */
    interface ByteSink {
        void accept(ByteBuffer piece) throws IOException;
    }
}
