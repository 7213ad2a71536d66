package dev.tocsin.bench.crash.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes one bulk to Elasticsearch and cuts the service's connection, so that it does not learn what happened; the bulks
 * behind it wait until that is over and go through.
 */
public final class CutRoad implements BulkRoad {
    private final boolean whileItRuns;
    private final Duration late;
    private final Runnable beforeTheNext;
    private final CountDownLatch over = new CountDownLatch(1);
    private boolean isTaken;

    /**
     * For one bulk.
     *
     * @param whileItRuns whether it cuts at once; else after the commit and before the answer
     * @param late so long the bulk lies on the way before Elasticsearch gets it
     * @param beforeTheNext happens between the bulk and those behind it
     */
    public CutRoad(boolean whileItRuns, Duration late, Runnable beforeTheNext) {
        this.whileItRuns = whileItRuns;
        this.late = late;
        this.beforeTheNext = beforeTheNext;
    }

    @Override
    public Optional<Answer> take(Message bulk, Elasticsearch elasticsearch) throws IOException {
        if (!takesFirst()) {
            awaitOver();
            return Optional.of(elasticsearch.take(bulk));
        }
        if (whileItRuns) {
            Thread.ofVirtual().start(() -> bring(bulk, elasticsearch));
        } else {
            bring(bulk, elasticsearch);
        }
        return Optional.empty();
    }

    private synchronized boolean takesFirst() {
        boolean first = !isTaken;
        isTaken = true;
        return first;
    }

    private void bring(Message bulk, Elasticsearch elasticsearch) {
        try {
            LockSupport.parkNanos(late.toNanos());
            elasticsearch.take(bulk);
            beforeTheNext.run();
        } catch (IOException e) {
            // Then it was not taken, and the service finds that out.
        } finally {
            over.countDown();
        }
    }

    /** Whether it has happened, waited for. */
    public boolean isOverWithin(Duration wait) throws InterruptedException {
        return over.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void awaitOver() throws IOException {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the road is closed", e);
        }
    }
}
