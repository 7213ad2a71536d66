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

    /** While it is not, nobody has to give back what is only kept for the next time. */
    boolean isHalfTaken() {
        return taken.get() >= limit / 2;
    }

    long taken() {
        return taken.get();
    }

    /** Something of nothing so far. */
    Share share() {
        return new Share();
    }

    /**
     * What one request holds of the budget. It remembers what it took, so all goes back whatever became of the arrays that
     * it was taken for. For one thread at a time.
     */
    final class Share implements Room {
        private long held;

        @Override
        public boolean tryTake(long bytes) {
            if (!ByteBudget.this.tryTake(bytes)) {
                return false;
            }
            held += bytes;
            return true;
        }

        /** Takes them in any case: for what has been read already. */
        void take(long bytes) {
            ByteBudget.this.take(bytes);
            held += bytes;
        }

        void giveBack(long bytes) {
            held -= bytes;
            ByteBudget.this.giveBack(bytes);
        }

        void giveBackAll() {
            giveBack(held);
        }
    }
}
