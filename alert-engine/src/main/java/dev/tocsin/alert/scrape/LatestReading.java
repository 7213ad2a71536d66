package dev.tocsin.alert.scrape;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest reading of the database, at most some seconds old while the database answers. A database that is slow or
 * away holds nobody up: who asks waits for a moment, and then gets the last reading, however old, with its age.
 * Thread-safe.
 */
final class LatestReading {
    private static final Logger LOG = LoggerFactory.getLogger(LatestReading.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Callable<Reading> database;
    private final LongSupplier nanoTime;
    private final Duration patience;
    private final AtomicLong failures = new AtomicLong();
    private volatile Dated latest;
    private @Nullable CompletableFuture<Void> running;

    /** @param patience how long one who asks waits for the database */
    LatestReading(Callable<Reading> database, LongSupplier nanoTime, Duration patience) {
        this.database = database;
        this.nanoTime = nanoTime;
        this.patience = patience;
        this.latest = new Dated(null, nanoTime.getAsLong());
    }

    /**
     * A reading and its time.
     *
     * @param reading null if there was none yet; the time is that of the start then
     */
    private record Dated(@Nullable Reading reading, long at) {}

    /** The newest; null if the database never answered. */
    @Nullable
    Reading get() {
        Dated before = latest;
        if (before.reading() == null || nanoTime.getAsLong() - before.at() >= FRESH.toNanos()) {
            await(refresh());
        }
        return latest.reading();
    }

    double ageSeconds() {
        return (nanoTime.getAsLong() - latest.at()) / NANOS_PER_SECOND;
    }

    long failures() {
        return failures.get();
    }

    /** One at a time: a database that hangs does not gather threads. */
    private synchronized CompletableFuture<Void> refresh() {
        CompletableFuture<Void> known = running;
        if (known != null && !known.isDone()) {
            return known;
        }
        CompletableFuture<Void> next = new CompletableFuture<>();
        running = next;
        Thread.ofVirtual().name("scrape-reading").start(() -> {
            try {
                read();
            } finally {
                next.complete(null);
            }
        });
        return next;
    }

    private void read() {
        try {
            latest = new Dated(database.call(), nanoTime.getAsLong());
        } catch (Exception e) {
            failures.incrementAndGet();
            LOG.atDebug().setCause(e).log("What Prometheus is told could not be read");
        }
    }

    private void await(CompletableFuture<Void> reading) {
        try {
            reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            // The last reading has to do; its age is told.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
