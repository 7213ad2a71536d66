package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.journal.JournalRecovery.Recovered;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads behind the writer. Before events leave, the horizon is durably ahead of them, so after a crash exactly what lies
 * between checkpoint and horizon may have been sent.
 *
 * <p>Polling and checkpointing belong to one thread; closing may come from another when that thread has ended.
 */
final class FileJournalReader implements JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournalReader.class);
    private static final int MOST_MARKS = 4_096;

    private final Disk disk;
    private final SegmentLog log;
    private final CheckpointFiles checkpoints;
    private final Quarantine quarantine;
    private final JournalMeters meters;
    private final JournalSettings settings;
    private final InstantSource clock;
    private final OpenScanner scanner;
    private final LookBack lookBack;
    private final long maybeSentBefore;
    private final Deque<Mark> handedOut = new ArrayDeque<>();
    private long readPosition;
    private volatile Reading reading;
    private boolean sawDamage;
    private long done;
    private volatile long doneOrdinal;
    private long horizon;
    private long durable;
    private Instant durableAt;
    private boolean failing;
    private boolean cannotDelete;

    FileJournalReader(
            Disk disk,
            SegmentLog log,
            Recovered recovered,
            JournalMeters meters,
            JournalSettings settings,
            InstantSource clock) {
        this.disk = disk;
        this.log = log;
        this.checkpoints = recovered.checkpoints();
        this.quarantine = new Quarantine(disk, meters);
        this.meters = meters;
        this.settings = settings;
        this.clock = clock;
        this.maybeSentBefore = Math.min(recovered.horizon(), recovered.end());
        this.scanner = new OpenScanner(disk);
        this.lookBack = new LookBack(disk, log, quarantine, maybeSentBefore);
        this.readPosition = recovered.position();
        this.reading = new Reading(recovered.ordinal(), 0, 0, 0);
        this.done = recovered.position();
        this.doneOrdinal = recovered.ordinal();
        this.horizon = recovered.horizon();
        this.durable = recovered.position();
        this.durableAt = clock.instant();
    }

    @Override
    public List<JournaledEvent> poll(int maxBytes, Duration wait) throws InterruptedException {
        Optional<Segment> segment = log.holding(readPosition, 0);
        if (segment.isEmpty()) {
            persistIf(done > durable);
            segment = log.holding(readPosition, wait.toNanos());
        }
        if (segment.isEmpty()) {
            return List.of();
        }
        try {
            List<JournaledEvent> events = read(segment.get(), maxBytes);
            failing = false;
            return events;
        } catch (ClosedByInterruptException e) {
            scanner.close();
            throw new InterruptedException("while reading the journal");
        } catch (IOException e) {
            scanner.close();
            report(e, "The journal cannot hand out events; it is tried again");
            log.holding(Long.MAX_VALUE, wait.toNanos());
            return List.of();
        }
    }

    private List<JournaledEvent> read(Segment segment, int maxBytes) throws IOException {
        SegmentScanner open = scanner.at(segment, Math.max(readPosition, segment.base()));
        List<JournaledEvent> events = new ArrayList<>();
        long bytes = 0;
        while (bytes < maxBytes) {
            SegmentScanner.Step step = open.next(segment.end());
            if (step == SegmentScanner.Step.END) {
                break;
            }
            if (step == SegmentScanner.Step.DAMAGE) {
                quarantine.keep(open);
                sawDamage = true;
            } else {
                JournaledEvent event = open.event(maybeSentBefore);
                events.add(event);
                bytes += event.document().length;
            }
        }
        if (open.position() > horizon) {
            long ahead = open.position() + settings.horizonBytes();
            checkpoints.write(done, doneOrdinal, ahead);
            becameDurable(done);
            horizon = ahead;
        }
        Reading next = reading.on(segment.baseOrdinal(), events.size(), sawDamage);
        handedOut.addLast(new Mark(open.position(), next.ordinal()));
        if (handedOut.size() > MOST_MARKS) {
            thinMarks();
        }
        // Last: what fails before is read again.
        readPosition = open.position();
        reading = next;
        return events;
    }

    @Override
    public Reread readAgain(String dataStream, long from, long to, int maxBytes) throws InterruptedException {
        return lookBack.read(dataStream, from, to, maxBytes);
    }

    @Override
    public long unreadBytes() {
        return Math.max(0, log.end() - readPosition);
    }

    /** While one event is stuck there is a mark for each read behind it. Without every second one less is counted as done. */
    private void thinMarks() {
        List<Mark> marks = List.copyOf(handedOut);
        handedOut.clear();
        for (int i = 1; i < marks.size(); i += 2) {
            handedOut.addLast(marks.get(i));
        }
        if (marks.size() % 2 == 1) {
            handedOut.addLast(marks.getLast());
        }
    }

    int marks() {
        return handedOut.size();
    }

    @Override
    public void checkpoint(long position) {
        if (position > readPosition) {
            throw new IllegalArgumentException("position " + position + " was not read yet");
        }
        if (position <= done) {
            return;
        }
        done = position;
        while (!handedOut.isEmpty() && handedOut.getFirst().position() <= position) {
            doneOrdinal = handedOut.removeFirst().ordinal();
        }
        boolean givesRoom = !cannotDelete && !log.doneBefore(done).isEmpty();
        // A clock that was set back does not stop the checkpoints until it has caught up.
        Duration age = Duration.between(durableAt, clock.instant()).abs();
        boolean old = age.compareTo(settings.checkpointEvery()) >= 0;
        persistIf(givesRoom || old);
    }

    /** Writes down how far reading has come, whether it is time or not. */
    void persistIf(boolean needed) {
        if (!needed) {
            return;
        }
        try {
            checkpoints.write(done, doneOrdinal, horizon);
            becameDurable(done);
            failing = false;
        } catch (IOException e) {
            // What was done is looked up again after a crash: that costs time, not truth.
            report(e, "The journal's checkpoint could not be written; it is tried again");
        }
    }

    /** Only what the durable checkpoint has passed may go: else a crash would leave a checkpoint into nothing. */
    private void becameDurable(long position) {
        durable = position;
        durableAt = clock.instant();
        List<Segment> finished = log.doneBefore(durable);
        if (finished.isEmpty()) {
            return;
        }
        IOException failure = null;
        for (Segment segment : finished) {
            scanner.leave(segment);
            lookBack.leave(segment);
            try {
                quarantine.release(segment);
                log.removed(segment);
            } catch (IOException e) {
                failure = e;
            }
        }
        try {
            disk.syncFolder();
        } catch (IOException e) {
            failure = e;
        }
        tellWhetherDeleted(failure);
    }

    /** Nothing waits for it but room; it is tried again with the next checkpoint. */
    private void tellWhetherDeleted(@Nullable IOException failure) {
        if (failure != null) {
            meters.checkpointFailures.increment();
            if (!cannotDelete) {
                LOG.atError()
                        .setCause(failure)
                        .log("A finished segment of the journal cannot be deleted; reading goes on");
            }
        } else if (cannotDelete) {
            LOG.info("Finished segments of the journal can be deleted again");
        }
        cannotDelete = failure != null;
    }

    Reading reading() {
        return reading;
    }

    long doneOrdinal() {
        return doneOrdinal;
    }

    private void report(IOException e, String what) {
        meters.checkpointFailures.increment();
        if (!failing) {
            failing = true;
            LOG.atError().setCause(e).log(what);
        }
    }

    void close() {
        persistIf(done > durable);
        scanner.close();
        lookBack.close();
    }

    /**
     * How far reading has come.
     *
     * @param ordinal of the next event
     * @param read events handed out
     * @param damaged events that could not be
     * @param assumed events that were taken for unread at the start and were done: a checkpoint says at least how far
     *     reading had come
     */
    record Reading(long ordinal, long read, long damaged, long assumed) {
        private Reading on(long baseOrdinal, int events, boolean sawDamage) {
            // Only the next segment's header says how many there were in the one before.
            long missing = Math.max(0, baseOrdinal - ordinal);
            return new Reading(
                    ordinal + missing + events,
                    read + events,
                    damaged + (sawDamage ? missing : 0),
                    assumed + (sawDamage ? 0 : missing));
        }
    }

    /** Up to here events were handed out, and so many there were. */
    private record Mark(long position, long ordinal) {}
}
