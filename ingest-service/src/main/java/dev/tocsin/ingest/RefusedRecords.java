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
 * Brings dead letters to disk without blocking the doors: one thread writes what has gathered, with one sync for many.
 * The queue is bounded in batches and bytes; what does not fit is counted as lost and told in the log. What the disk
 * refuses waits for it, but so much only, and the rest is lost. Neither fails the client's request: the sender is told
 * about its bad records in any case, and its good ones are durable. Thread-safe.
 */
public final class RefusedRecords implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RefusedRecords.class);
    private static final int MAX_BATCHES = 4_096;
    private static final long MAX_BYTES = 32L * 1_024 * 1_024;

    /** Of one write; and of all that waits for a disk that refuses. */
    private static final long WRITE_BYTES = 4L * 1_024 * 1_024;

    /** A letter in memory is its bytes and about so much around them. */
    private static final int BYTES_AROUND = 256;

    private static final long TRY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DeadLetters deadLetters;
    private final Counter lost;
    private final LetterAccount account;
    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(MAX_BATCHES);
    private final AtomicLong heldBytes = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /** Of the thread: what has to be written next, the oldest first. */
    private List<Work> unwritten = new ArrayList<>();

    private boolean failing;
    private boolean refused;
    private long refusedAt;

    public RefusedRecords(DeadLetters deadLetters, MeterRegistry metrics) {
        this.deadLetters = deadLetters;
        this.lost = Counter.builder("tocsin.dead.letters.lost")
                .description("Refused records that could not be kept as dead letters")
                .register(metrics);
        this.account = new LetterAccount(metrics);
        this.thread = Thread.ofVirtual().name("ingest-refused").start(this::run);
    }

    /** What became of those that came by each door. */
    LetterAccount account() {
        return account;
    }

    /**
     * Completes when the door's letters are on disk, or wait for a disk that refuses, or are counted as lost: with whether
     * all of them are on disk.
     */
    CompletableFuture<Boolean> keep(String door, List<DeadLetter> letters) {
        if (letters.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        long bytes = letters.stream()
                .mapToLong(letter -> letter.raw().length + BYTES_AROUND)
                .sum();
        Work work = new Work(door, letters, bytes, new CompletableFuture<>());
        account.waiting(door, letters.size());
        boolean fits = heldBytes.addAndGet(bytes) <= MAX_BYTES;
        if (closed || !fits || !queue.offer(work)) {
            lose(work);
        }
        return work.done();
    }

    private void run() {
        while (!closed || !queue.isEmpty()) {
            try {
                Work next = queue.poll(100, TimeUnit.MILLISECONDS);
                if (next == null) {
                    deadLetters.removeOld();
                } else {
                    unwritten.add(next);
                    queue.drainTo(unwritten);
                }
                if (refused && System.nanoTime() - refusedAt < TRY_AGAIN_NANOS) {
                    loseWhatFindsNoRoom();
                } else {
                    write();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Whoever waits for a letter to be kept waits for this thread: it has to go on.
                tell(e);
            } finally {
                unwritten.forEach(work -> work.done().complete(false));
            }
        }
        write();
        if (!unwritten.isEmpty()) {
            log.atError()
                    .addKeyValue("batches", unwritten.size())
                    .log("the last refused records could not be kept as dead letters");
            unwritten.forEach(this::lose);
        }
    }

    private void write() {
        while (!unwritten.isEmpty()) {
            List<Work> group = firstOfUnwritten();
            try {
                deadLetters.keep(
                        group.stream().flatMap(work -> work.letters().stream()).toList());
            } catch (IOException e) {
                refused = true;
                refusedAt = System.nanoTime();
                tell(e);
                loseWhatFindsNoRoom();
                return;
            } catch (RuntimeException | Error e) {
                // Whatever it is with these, others are not to wait behind them.
                tell(e);
                group.forEach(this::lose);
                group.clear();
                continue;
            }
            refused = false;
            tellThatItIsOver();
            group.forEach(this::kept);
            group.clear();
        }
    }

    /** A view; at least one. */
    private List<Work> firstOfUnwritten() {
        int count = 0;
        long bytes = 0;
        do {
            bytes += unwritten.get(count).bytes();
            count++;
        } while (count < unwritten.size() && bytes + unwritten.get(count).bytes() <= WRITE_BYTES);
        return unwritten.subList(0, count);
    }

    /** Who came first stays. */
    private void loseWhatFindsNoRoom() {
        List<Work> staying = new ArrayList<>();
        long room = WRITE_BYTES;
        for (Work work : unwritten) {
            if (work.bytes() <= room) {
                room -= work.bytes();
                staying.add(work);
            } else {
                lose(work);
            }
        }
        unwritten = staying;
    }

    private void kept(Work work) {
        account.kept(work.door(), work.letters().size());
        done(work, true);
    }

    private void lose(Work work) {
        lost.increment(work.letters().size());
        account.lost(work.door(), work.letters().size());
        done(work, false);
    }

    private void done(Work work, boolean isKept) {
        heldBytes.addAndGet(-work.bytes());
        work.done().complete(isKept);
    }

    private void tell(Throwable cause) {
        if (!failing) {
            failing = true;
            log.atError().setCause(cause).log("refused records cannot be kept as dead letters");
        }
    }

    private void tellThatItIsOver() {
        if (failing) {
            failing = false;
            log.atInfo().log("refused records are kept as dead letters again");
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

    private record Work(String door, List<DeadLetter> letters, long bytes, CompletableFuture<Boolean> done) {}
}
