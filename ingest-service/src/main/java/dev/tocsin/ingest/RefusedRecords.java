package dev.tocsin.ingest;

import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings dead letters to disk without blocking the doors: one thread writes what has gathered and syncs once for all.
 * The queue is bounded in batches and bytes; what does not fit, or what the disk refuses, is counted as lost and told in
 * the log. It does not fail the client's request: the sender is told about its bad records in any case, and its good
 * ones are durable. Thread-safe.
 */
public final class RefusedRecords implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RefusedRecords.class);
    private static final int MAX_BATCHES = 4_096;
    private static final long MAX_BYTES = 32L * 1_024 * 1_024;

    private final DeadLetters deadLetters;
    private final Counter lost;
    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(MAX_BATCHES);
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;
    private boolean failing;

    public RefusedRecords(DeadLetters deadLetters, MeterRegistry metrics) {
        this.deadLetters = deadLetters;
        this.lost = Counter.builder("tocsin.dead.letters.lost")
                .description("Refused records that could not be kept as dead letters")
                .register(metrics);
        this.thread = Thread.ofVirtual().name("ingest-refused").start(this::run);
    }

    /** Completes when the letters are on disk, or counted as lost. */
    CompletableFuture<Void> keep(List<DeadLetter> letters) {
        long bytes = letters.stream().mapToLong(letter -> letter.raw().length).sum();
        Work work = new Work(letters, bytes, new CompletableFuture<>());
        boolean fits = queuedBytes.addAndGet(bytes) <= MAX_BYTES;
        if (closed || !fits || !queue.offer(work)) {
            queuedBytes.addAndGet(-bytes);
            lost.increment(letters.size());
            return CompletableFuture.completedFuture(null);
        }
        return work.done();
    }

    private void run() {
        List<Work> gathered = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                Work first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    deadLetters.removeOld();
                } else {
                    gathered.add(first);
                    queue.drainTo(gathered);
                    write(gathered);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Whoever waits for a letter to be kept waits for this thread: it has to go on.
                tell(e);
            } finally {
                for (Work work : gathered) {
                    queuedBytes.addAndGet(-work.bytes());
                    work.done().complete(null);
                }
                gathered.clear();
            }
        }
    }

    private void write(List<Work> gathered) {
        int letters = 0;
        try {
            for (Work work : gathered) {
                letters += work.letters().size();
                for (DeadLetter letter : work.letters()) {
                    deadLetters.keep(letter);
                }
            }
            deadLetters.sync();
            failing = false;
        } catch (IOException | RuntimeException | Error e) {
            lost.increment(letters);
            tell(e);
        }
    }

    private void tell(Throwable cause) {
        if (!failing) {
            failing = true;
            log.atError().setCause(cause).log("refused records cannot be kept as dead letters");
        }
    }

    /** Writes what is queued, then ends. The dead letters themselves stay open. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Work(List<DeadLetter> letters, long bytes, CompletableFuture<Void> done) {}
}
