package dev.tocsin.ingest.journal;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the file of the segment open that was read last. Not thread-safe. */
final class OpenScanner implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenScanner.class);

    private final Disk disk;
    private final RecordFormat format = new RecordFormat();
    private @Nullable SegmentScanner scanner;

    OpenScanner(Disk disk) {
        this.disk = disk;
    }

    /** A scanner that stands there. */
    SegmentScanner at(Segment segment, long start) throws IOException {
        SegmentScanner open = scanner;
        if (open != null && open.segmentBase() == segment.base()) {
            open.goTo(start);
            return open;
        }
        close();
        open = new SegmentScanner(segment, disk.open(segment.name(), false), format, start);
        scanner = open;
        return open;
    }

    /** The segment is deleted. */
    void leave(Segment segment) {
        if (scanner != null && scanner.segmentBase() == segment.base()) {
            close();
        }
    }

    /** Until it is asked for again. */
    @Override
    public void close() {
        SegmentScanner open = scanner;
        scanner = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.atDebug().setCause(e).log("Closing a segment failed");
            }
        }
    }
}
