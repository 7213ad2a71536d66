package dev.tocsin.ingest;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.ingest.index.BatchBuilder;
import dev.tocsin.ingest.index.BulkConcurrency;
import dev.tocsin.ingest.index.Delivery;
import dev.tocsin.ingest.index.Gate;
import dev.tocsin.ingest.index.HeldStreams;
import dev.tocsin.ingest.index.IndexSettings;
import dev.tocsin.ingest.index.Indexer;
import dev.tocsin.ingest.index.Outcome;
import dev.tocsin.ingest.index.Pause;
import dev.tocsin.ingest.index.Progress;
import dev.tocsin.ingest.index.ProgressTally;
import dev.tocsin.ingest.index.SteadyClock;
import dev.tocsin.ingest.index.Twins;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournalReader;
import dev.tocsin.ingest.refused.DeadLetters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read side: follows the journal, sends what it reads to Elasticsearch in bulks, and moves the checkpoint to the
 * first event that is not in Elasticsearch or a dead letter. While Elasticsearch is away it waits; it drops nothing.
 *
 * <p>One thread reads and decides; each bulk on the way has a thread of its own. Events of streams in trouble are held
 * aside in memory and tried again, those of slow streams to be sent apart; what there is no room for is left in the
 * journal and read again later, and reading goes on for the others; so is what one stream brings in such a volume that
 * the others would have to wait for it. Copies of an event are held until the one before them is settled; when they
 * fill what may be held, reading pauses.
 */
public final class IndexingLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexingLoop.class);
    private static final Duration IDLE = Duration.ofMillis(50);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    /**
     * So many full bulks of what is new to one of the only stream that is due: there may be many streams in them. To
     * several it is one to one.
     */
    private static final int NEW_TO_HELD = 3;

    private final JournalReader journal;
    private final JournalFollower follower;
    private final Gate gate;
    private final Indexer indexer;
    private final HeldStreams held;
    private final Twins twins;
    private final Progress progress;
    private final BatchBuilder batch;
    private final IndexSettings settings;
    private final InstantSource waits;
    private final CountDownLatch closing;
    private volatile boolean lostSight;
    private int newInTurn;
    private boolean hasMore;
    private boolean gathers;
    private Instant gathersUntil = Instant.MIN;
    private final AtomicInteger inBulks = new AtomicInteger();
    private final BulkConcurrency concurrency;
    private final ExecutorService deliveries = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("bulk-", 0).factory());
    private final Thread thread = Thread.ofPlatform().name("indexing").unstarted(this::run);

    private IndexingLoop(
            JournalReader journal,
            Gate gate,
            Indexer indexer,
            IndexSettings settings,
            InstantSource clock,
            CountDownLatch closing) {
        this.journal = journal;
        this.gate = gate;
        this.indexer = indexer;
        this.held = indexer.held();
        this.twins = indexer.twins();
        this.progress = indexer.progress();
        this.batch = new BatchBuilder(settings);
        this.follower = new JournalFollower(journal, progress, twins, held, batch, settings, closing);
        this.settings = settings;
        this.waits = new SteadyClock(clock);
        this.closing = closing;
        this.concurrency = indexer.concurrency();
    }

    /**
     * Starts to follow the journal. Journal, link and dead letters stay the caller's to close, after this.
     *
     * @param gate asked every two seconds until it is open; before that nothing is sent, and nothing while it is closed again
     */
    public static IndexingLoop start(
            Journal journal,
            Gate gate,
            ElasticLink link,
            DeadLetters deadLetters,
            IndexSettings settings,
            InstantSource clock,
            MeterRegistry registry) {
        CountDownLatch closing = new CountDownLatch(1);
        Indexer indexer = Indexer.to(
                gate,
                link,
                deadLetters,
                settings,
                clock,
                Pause.until(closing),
                RandomGenerator.getDefault(),
                journal.tally().recoveredEnd(),
                journal.settlements(),
                registry);
        IndexingLoop loop = new IndexingLoop(journal.reader(), gate, indexer, settings, clock, closing);
        loop.thread.start();
        return loop;
    }

    private void run() {
        boolean begun = false;
        while (isOpen()) {
            try {
                begun = begun || gate.isOpen();
                if (!begun) {
                    closing.await(ASK_AGAIN.toNanos(), TimeUnit.NANOSECONDS);
                } else {
                    if (concurrency.hasRoomWithin(IDLE)) {
                        sendNext();
                    }
                    checkpoint();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                loseSight(e);
            }
        }
    }

    /**
     * Whether events were read that nobody works on any more: the checkpoint moves no more, so they come again after
     * a start, and only then.
     */
    boolean hasLostSight() {
        return lostSight;
    }

    /** What was read from the journal and what became of it. */
    ProgressTally tally() {
        return progress.tally();
    }

    /** How many events somebody works on, holds aside or has left behind; at least as many as are open, or some were lost sight of. */
    long inHand() {
        return (long) batch.events() + inBulks.get() + held.events() + twins.inHand();
    }

    /** Of each data stream, what its events became. */
    Map<String, Map<Outcome, Long>> settledByStream() {
        return indexer.settledByStream();
    }

    /** Of each data stream, how many events an earlier process had left that were read. */
    Map<String, Long> recoveredByStream() {
        return indexer.recoveredByStream();
    }

    private void loseSight(Throwable cause) {
        lostSight = true;
        LOG.atError()
                .setCause(cause)
                .log("Events that were read were lost sight of; they come again when the service is started again");
    }

    private void checkpoint() {
        if (lostSight) {
            // What is not followed any more would be passed over.
            return;
        }
        try {
            progress.done().ifPresent(journal::checkpoint);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("The checkpoint could not be moved; more is looked up after a restart");
        }
    }

    private void sendNext() throws InterruptedException {
        try {
            // In turn: a stream that catches up is due again at once, and the others are not to wait for its end.
            int newBefore = hasMore && held.due() < 2 ? NEW_TO_HELD : 1;
            List<Delivery> due = newInTurn < newBefore ? List.of() : held.takeDue();
            newInTurn = due.isEmpty() ? Math.min(newInTurn + 1, NEW_TO_HELD) : 0;
            List<Delivery> next = due.isEmpty() ? readBatch() : due;
            if (!next.isEmpty() && isOpen()) {
                start(next, !due.isEmpty());
            }
        } catch (RuntimeException | Error e) {
            loseSight(e);
            closing.await(IDLE.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void start(List<Delivery> batch, boolean wasHeld) {
        inBulks.addAndGet(batch.size());
        concurrency.begun();
        try {
            deliveries.execute(() -> {
                try {
                    deliver(batch, wasHeld);
                } catch (RuntimeException | Error e) {
                    loseSight(e);
                } finally {
                    inBulks.addAndGet(-batch.size());
                    concurrency.ended();
                }
            });
        } catch (RuntimeException | Error e) {
            concurrency.ended();
            if (wasHeld) {
                // Else its stream would be on trial for ever.
                held.tried(batch.getFirst(), false);
            }
            throw e;
        }
    }

    private void deliver(List<Delivery> batch, boolean wasHeld) {
        try {
            boolean anySettled = false;
            try {
                anySettled = indexer.deliver(batch);
            } finally {
                // Before the copies, whose bulk can hang: they can be of other streams.
                if (wasHeld) {
                    held.tried(batch.getFirst(), anySettled);
                }
            }
            indexer.deliverCopies();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Gathers events until a bulk is full or has lingered; looks once at least. When a stream that is held is due before,
     * that one goes first and gathering goes on: else a few events would have a place of their own after each of its bulks.
     * But not before what the last bulk had no room for: that may be older and of the same stream.
     */
    private List<Delivery> readBatch() throws InterruptedException {
        boolean hasRest = !gathers && !batch.isEmpty();
        if (!gathers) {
            gathersUntil = waits.instant().plus(IDLE);
        }
        Duration wait = held.nextDue().orElse(IDLE);
        while (isOpen() && !batch.isFull()) {
            boolean wasEmpty = batch.isEmpty();
            follower.read(shorter(wait, IDLE));
            if (wasEmpty && !batch.isEmpty()) {
                gathersUntil = waits.instant().plus(settings.linger());
            }
            wait = shorter(held.nextDue().orElse(IDLE), Duration.between(waits.instant(), gathersUntil));
            if (!wait.isPositive()) {
                break;
            }
        }
        hasMore = batch.isFull();
        gathers = !hasMore && !hasRest && waits.instant().isBefore(gathersUntil);
        return gathers ? List.of() : batch.build();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    /** Ends after the bulks on the way have an answer, or at a deadline; what is not settled stays in the journal. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
            deliveries.shutdown();
            if (!deliveries.awaitTermination(settings.closeDeadline().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().log("Elasticsearch did not answer in time; the last events are looked up after a restart");
                deliveries.shutdownNow();
                deliveries.awaitTermination(1, TimeUnit.SECONDS);
            }
            checkpoint();
        } catch (InterruptedException e) {
            deliveries.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
