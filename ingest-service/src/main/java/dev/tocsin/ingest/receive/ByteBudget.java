package dev.tocsin.ingest.receive;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all connections together may hold in memory. Thread-safe. */
final class ByteBudget {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Takes the bytes if they fit. */
    boolean tryTake(long bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    /** Takes them in any case: for what has been read already. */
    void take(long bytes) {
        taken.addAndGet(bytes);
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    boolean isExceeded() {
        return taken.get() >= limit;
    }

    long taken() {
        return taken.get();
    }
}
