package dev.tocsin.ingest.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads events again that the reader has handed out, beside it: one data stream's, a little at a time. What is damaged by
 * now is kept in quarantine as what is damaged when it is read first; who asked knows how many there should be. For one
 * thread.
 */
final class LookBack implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(LookBack.class);
    /** Some milliseconds of work, however few of the stream are in it: so long reading on waits. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final SegmentLog log;
    private final Quarantine quarantine;
    private final long maybeSentBefore;
    private final OpenScanner scanner;
    private boolean failing;

    LookBack(Disk disk, SegmentLog log, Quarantine quarantine, long maybeSentBefore) {
        this.log = log;
        this.quarantine = quarantine;
        this.maybeSentBefore = maybeSentBefore;
        this.scanner = new OpenScanner(disk);
    }

    /** As {@link JournalReader#readAgain}. */
    Reread read(String dataStream, long from, long to, int maxBytes) throws InterruptedException {
        Optional<Segment> segment = log.holding(from, 0);
        if (segment.isEmpty() || segment.get().base() >= to) {
            return new Reread(List.of(), to);
        }
        try {
            Reread found = read(segment.get(), dataStream, from, to, maxBytes);
            failing = false;
            return found;
        } catch (ClosedByInterruptException e) {
            close();
            throw new InterruptedException("while reading the journal again");
        } catch (IOException e) {
            close();
            if (!failing) {
                failing = true;
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("stream", dataStream)
                        .log("Events that were left in the journal cannot be read; it is tried again");
            }
            return new Reread(List.of(), from);
        } catch (RuntimeException | Error e) {
            // How much of its window was filled is not known.
            close();
            throw e;
        }
    }

    private Reread read(Segment segment, String dataStream, long from, long to, int maxBytes) throws IOException {
        byte[] wanted = dataStream.getBytes(StandardCharsets.UTF_8);
        long start = Math.max(from, segment.base());
        long end = Math.min(Math.min(to, segment.end()), start + MOST_BYTES);
        SegmentScanner open = scanner.at(segment, start);
        List<JournaledEvent> events = new ArrayList<>();
        long bytes = 0;
        while (open.position() < end && bytes < maxBytes) {
            if (open.next(segment.end()) == SegmentScanner.Step.DAMAGE) {
                quarantine.keep(open);
            } else if (open.isOf(wanted)) {
                JournaledEvent event = open.event(maybeSentBefore);
                events.add(event);
                bytes += event.document().length;
            }
        }
        return new Reread(events, open.position());
    }

    /** The segment is deleted. */
    void leave(Segment segment) {
        scanner.leave(segment);
    }

    @Override
    public void close() {
        scanner.close();
    }
}
