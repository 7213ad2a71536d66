package dev.tocsin.ingest.receive;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what a door has begun and not finished, connections and batches, so that a shutdown can wait for it. */
final class OpenWork {
    private final AtomicLong open = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition nothingOpen = lock.newCondition();

    void begin() {
        open.incrementAndGet();
    }

    void end() {
        if (open.decrementAndGet() == 0) {
            lock.lock();
            try {
                nothingOpen.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    long count() {
        return open.get();
    }

    /** Whether nothing was open within the time. */
    boolean awaitNothing(Duration timeout) {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (open.get() > 0 && nanos > 0) {
                nanos = nothingOpen.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return open.get() == 0;
    }
}
