package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.journal.AppendQueue.Append;
import dev.tocsin.ingest.journal.JournalRecovery.Recovered;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in a folder: segments of checksummed records, one writer thread with group commit, one reader behind it.
 *
 * <p>Positions are bytes since the journal's beginning, larger with each event, across restarts too. The futures of
 * {@link #append} complete on the writer thread: what hangs on them has to be short.
 */
public final class FileJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
    private static final String LOCK = "lock";

    private final JournalSettings settings;
    private final InstantSource clock;
    private final SegmentLog log;
    private final AppendQueue queue;
    private final FileJournalReader reader;
    private final Settlements settlements;
    private final WriteInHand write;
    private final Thread writer;
    private final Closeable lock;
    private final Recovered recovered;

    private FileJournal(
            JournalSettings settings,
            InstantSource clock,
            SegmentLog log,
            AppendQueue queue,
            FileJournalReader reader,
            Settlements settlements,
            WriteInHand write,
            GroupCommit commits,
            Closeable lock,
            Recovered recovered) {
        this.settings = settings;
        this.clock = clock;
        this.log = log;
        this.queue = queue;
        this.reader = reader;
        this.settlements = settlements;
        this.write = write;
        this.lock = lock;
        this.recovered = recovered;
        this.writer = Thread.ofPlatform().name("journal-writer").unstarted(commits);
    }

    /**
     * Opens the journal and recovers what an earlier process left.
     *
     * @throws JournalInUse if another process has it open
     * @throws JournalCorrupt if it was written by a version that this one cannot read
     * @throws UncheckedIOException if the folder cannot be read
     */
    public static FileJournal open(JournalSettings settings, InstantSource clock, MeterRegistry registry) {
        try {
            return open(settings, new FolderDisk(settings.folder()), clock, RandomGenerator.getDefault(), registry);
        } catch (IOException e) {
            throw new UncheckedIOException("The journal in " + settings.folder() + " cannot be opened", e);
        }
    }

    /**
     * The same on another disk than the folder's.
     *
     * @param random of which this journal's incarnation comes: no two starts may get the same from it
     */
    public static FileJournal open(
            JournalSettings settings, Disk disk, InstantSource clock, RandomGenerator random, MeterRegistry registry)
            throws IOException {
        return open(settings, disk, clock, System::nanoTime, random, registry);
    }

    /** @param nanoTime by which a write that hangs is noticed */
    static FileJournal open(
            JournalSettings settings,
            Disk disk,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            MeterRegistry registry)
            throws IOException {
        Closeable lock = disk.lock(LOCK);
        try {
            disk.syncParents();
            JournalMeters meters = new JournalMeters(registry);
            Recovered recovered = new JournalRecovery(disk, meters).recover();
            SegmentLog log = new SegmentLog(recovered.segments(), recovered.end(), recovered.endOrdinal());
            FileJournalReader reader = new FileJournalReader(disk, log, recovered, meters, settings, clock);
            // Both files are there from now on: on a full disk they can still be written over.
            reader.persistIf(true);
            reader.persistIf(true);
            AppendQueue queue = new AppendQueue(settings.queueBytes());
            long incarnation = random.nextLong(IdMaker.INCARNATIONS);
            SegmentWriter writer = new SegmentWriter(disk, log, incarnation, settings);
            Settlements settlements = new Settlements();
            WriteInHand write = new WriteInHand(nanoTime);
            GroupCommit commits = new GroupCommit(
                    queue, writer, settlements, meters, write, settings.groupBytes(), settings.retryEvery());
            FileJournal journal =
                    new FileJournal(settings, clock, log, queue, reader, settlements, write, commits, lock, recovered);
            meters.watch(journal);
            journal.writer.start();
            LOG.atInfo()
                    .addKeyValue("unreadEvents", journal.room().unreadEvents())
                    .addKeyValue("keptBytes", log.keptBytes())
                    .log("The journal is open");
            return journal;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public CompletableFuture<Appended> append(List<LogEvent> events) {
        return append(events, false);
    }

    @Override
    public CompletableFuture<Appended> appendFollowed(List<LogEvent> events) {
        return append(events, true);
    }

    private CompletableFuture<Appended> append(List<LogEvent> events, boolean isFollowed) {
        if (events.isEmpty()) {
            return CompletableFuture.completedFuture(Appended.NOTHING);
        }
        long bytes = 0;
        for (LogEvent event : events) {
            @Nullable String refusal = RecordFormat.refusal(event);
            if (refusal != null) {
                return CompletableFuture.failedFuture(new IllegalArgumentException(refusal));
            }
            bytes += RecordFormat.bytesFor(event);
        }
        CompletableFuture<Appended> done = new CompletableFuture<>();
        try {
            queue.add(
                    new Append(List.copyOf(events), bytes, clock.millis(), isFollowed, done),
                    settings.limitBytes() - log.keptBytes());
        } catch (JournalFull | JournalUnavailable e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    @Override
    public Settlements settlements() {
        return settlements;
    }

    @Override
    public JournalReader reader() {
        return reader;
    }

    @Override
    public JournalRoom room() {
        long kept = log.keptBytes();
        long unread = Math.max(0, log.endOrdinal() - reader.doneOrdinal());
        boolean accepting = !queue.isShut() && !write.hangs() && kept + queue.queuedBytes() < settings.limitBytes();
        return new JournalRoom(kept, settings.limitBytes(), unread, accepting, write.age());
    }

    @Override
    public JournalTally tally() {
        FileJournalReader.Reading reading = reader.reading();
        // After it: nothing is read that was not appended.
        long end = log.endOrdinal();
        return new JournalTally(
                Math.max(0, recovered.endOrdinal() - recovered.ordinal() - reading.assumed()),
                recovered.end(),
                end - recovered.endOrdinal(),
                reading.read(),
                reading.damaged(),
                Math.max(0, end - reading.ordinal()));
    }

    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        reader.close();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("Giving the journal's lock back failed");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
