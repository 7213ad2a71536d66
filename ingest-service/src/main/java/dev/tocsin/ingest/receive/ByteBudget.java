package dev.tocsin.ingest.receive;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The bytes that all connections together may hold in memory, and of these one client a part only. Thread-safe. */
final class ByteBudget {
    /** Events are small and many, so memory for them is asked for in pieces. */
    private static final int PIECE_BYTES = 64 * 1_024;

    private final long limit;
    private volatile long limitOfClient;
    private final AtomicLong taken = new AtomicLong();
    /** Only those that hold something. */
    private final Map<String, Long> takenByClient = new ConcurrentHashMap<>();

    /** One client may take all. */
    ByteBudget(long limit) {
        this.limit = limit;
        this.limitOfClient = limit;
    }

    /** One client gets so much from now on. */
    ByteBudget limitClient(long bytes) {
        limitOfClient = bytes;
        return this;
    }

    long limit() {
        return limit;
    }

    private boolean tryTake(long bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    /** Whether that client is to take no more; null: whether nobody is. */
    boolean isExceeded(@Nullable String client) {
        return taken.get() >= limit || (client != null && takenByClient.getOrDefault(client, 0L) >= limitOfClient);
    }

    long taken() {
        return taken.get();
    }

    private boolean isHalfTaken(@Nullable String client) {
        return taken.get() >= limit / 2
                || (client != null && takenByClient.getOrDefault(client, 0L) >= limitOfClient / 2);
    }

    private boolean tryTake(long bytes, @Nullable String client) {
        if (!tryTake(bytes)) {
            return false;
        }
        if (client == null || takenByClient.merge(client, bytes, Long::sum) <= limitOfClient) {
            return true;
        }
        giveBack(bytes, client);
        return false;
    }

    private void giveBack(long bytes, @Nullable String client) {
        taken.addAndGet(-bytes);
        if (client != null && bytes != 0) {
            takenByClient.merge(client, -bytes, (before, less) -> before + less == 0 ? null : before + less);
        }
    }

    int clients() {
        return takenByClient.size();
    }

    /** Something of nothing so far, of no client's. */
    Share share() {
        return new Share();
    }

    /**
     * What one request holds of the budget. It remembers what it took, so all goes back whatever became of the arrays that
     * it was taken for. For one thread at a time.
     */
    final class Share implements Room {
        private @Nullable String client;
        private long held;
        private long ahead;
        private long beside;
        private long wanted;

        /** What it takes from now on is that client's; nothing is held. */
        Share of(String newClient) {
            giveBackAll();
            client = newClient;
            return this;
        }

        /** What it is for holds so much elsewhere, until it is over. */
        Share beside(long bytes) {
            beside = bytes;
            return this;
        }

        /** For events, one after the other. */
        @Override
        public boolean tryTake(long bytes) {
            if (bytes > ahead) {
                long piece = Math.max(bytes, PIECE_BYTES);
                if (!tryTakeAtOnce(piece)) {
                    return tryTakeAtOnce(bytes);
                }
                ahead += piece;
            }
            ahead -= bytes;
            return true;
        }

        /** For what is large or stays long: exactly so much. */
        boolean tryTakeAtOnce(long bytes) {
            if (!ByteBudget.this.tryTake(bytes, client)) {
                wanted = beside + held + bytes;
                return false;
            }
            held += bytes;
            return true;
        }

        /** Takes them in any case: for what has been read already. */
        void take(long bytes) {
            taken.addAndGet(bytes);
            if (client != null) {
                takenByClient.merge(client, bytes, Long::sum);
            }
            held += bytes;
        }

        /** Whether what was not given last would not be given either if nobody else held anything. */
        boolean wantsTooMuch() {
            return wanted > mostOfOne();
        }

        /** What one client gets where nobody else holds anything. */
        long mostOfOne() {
            return Math.min(limit, limitOfClient);
        }

        /** While it is not, by all or by its client, nobody has to give back what is only kept for the next time. */
        boolean isHalfTaken() {
            return ByteBudget.this.isHalfTaken(client);
        }

        void giveBack(long bytes) {
            held -= bytes;
            ByteBudget.this.giveBack(bytes, client);
        }

        void giveBackAll() {
            ahead = 0;
            giveBack(held);
        }
    }
}
