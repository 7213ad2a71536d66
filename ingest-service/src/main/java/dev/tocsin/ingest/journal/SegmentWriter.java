package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.LogEvent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes groups of events to the newest segment. For one thread.
 *
 * <p>A write or fsync that failed ends its segment at the last durable record: what an fsync leaves behind after an
 * error is not known, and trying it again on the same file can succeed without the bytes. The next segment starts behind
 * all that was attempted, so that no position is used twice, and its header says where the older one ends.
 */
final class SegmentWriter implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);
    private static final int MAX_BUFFER_BYTES = 4 * 1024 * 1024;
    private static final long LEAST_FREE_BYTES = 16 * 1024 * 1024;

    private final Disk disk;
    private final SegmentLog log;
    private final IdMaker ids;
    private final long incarnation;
    private final long segmentBytes;
    private final RecordFormat format = new RecordFormat();
    private final ByteBuffer buffer;
    private @Nullable DiskFile file;
    private long base;
    private long position;
    private long written;

    SegmentWriter(Disk disk, SegmentLog log, long incarnation, JournalSettings settings) {
        this.disk = disk;
        this.log = log;
        this.ids = new IdMaker(incarnation);
        this.incarnation = incarnation;
        this.segmentBytes = settings.segmentBytes();
        this.buffer = ByteBuffer.allocateDirect(Math.min(MAX_BUFFER_BYTES, settings.groupBytes()));
        this.position = log.end();
    }

    /** Makes sure that there is a segment to write to. After an exception nothing has changed. */
    void prepare() throws IOException {
        if (file != null && position - base < segmentBytes) {
            return;
        }
        if (disk.usableBytes() < LEAST_FREE_BYTES) {
            throw new IOException("less than " + LEAST_FREE_BYTES + " bytes are free on the disk");
        }
        Segment segment = new Segment(position, log.endOrdinal(), position);
        DiskFile next = disk.open(segment.name(), true);
        try {
            SegmentHeader header = new SegmentHeader(incarnation, segment.base(), segment.baseOrdinal(), log.end());
            next.writeFully(header.encode(), 0);
            next.force();
            disk.syncFolder();
        } catch (IOException | RuntimeException e) {
            closeQuietly(next);
            throw e;
        }
        closeQuietly(file);
        file = next;
        base = position;
        written = position;
        log.add(segment);
    }

    /** Encodes events behind the ones before; they are on disk after {@link #commit}. */
    WrittenEvents write(List<LogEvent> events, long appendedAt) throws IOException {
        long[] positions = new long[events.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = position;
            write(events.get(i), appendedAt);
        }
        return new WrittenEvents(events, ids, appendedAt, positions);
    }

    private void write(LogEvent event, long appendedAt) throws IOException {
        long bytes = RecordFormat.bytesFor(event);
        if (bytes > buffer.remaining()) {
            flush(buffer);
        }
        if (bytes <= buffer.capacity()) {
            int before = buffer.position();
            format.encode(event, appendedAt, position, ids, buffer);
            position += buffer.position() - before;
        } else {
            ByteBuffer large = ByteBuffer.allocate(Math.toIntExact(bytes));
            format.encode(event, appendedAt, position, ids, large);
            position += large.position();
            flush(large);
        }
    }

    /** Returns when all that was written is durable, and lets the reader have it. */
    void commit(int events) throws IOException {
        flush(buffer);
        open().force();
        log.grow(position, events);
    }

    private void flush(ByteBuffer bytes) throws IOException {
        bytes.flip();
        int length = bytes.remaining();
        open().writeFully(bytes, SegmentHeader.BYTES + written - base);
        written += length;
        bytes.clear();
    }

    private DiskFile open() throws IOException {
        if (file == null) {
            throw new IOException("no segment is open");
        }
        return file;
    }

    /**
     * Gives up what was written since the last commit, and the segment.
     *
     * @return whether it is sure that nothing of it will ever be read
     */
    boolean rollBack() {
        buffer.clear();
        DiskFile failed = file;
        file = null;
        if (failed == null) {
            return true;
        }
        if (position == base) {
            // A second segment of the same name would be deleted as the first one, which is done.
            position++;
        }
        try {
            failed.truncate(SegmentHeader.BYTES + Math.max(0, log.end() - base));
            failed.force();
            return true;
        } catch (IOException | RuntimeException | Error e) {
            LOG.atWarn().setCause(e).log("Could not cut off a failed write; it will be passed over");
            return false;
        } finally {
            closeQuietly(failed);
        }
    }

    private static void closeQuietly(@Nullable DiskFile file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // All that counts was forced before; the descriptor is gone either way.
                LOG.atDebug().setCause(e).log("Closing a segment failed");
            }
        }
    }

    @Override
    public void close() {
        closeQuietly(file);
        file = null;
    }
}
