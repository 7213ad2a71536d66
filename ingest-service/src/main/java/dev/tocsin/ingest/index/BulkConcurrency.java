package dev.tocsin.ingest.index;

import dev.tocsin.ingest.index.BulkOutcome.Answered;
import dev.tocsin.ingest.index.BulkOutcome.NotKnown;
import dev.tocsin.ingest.index.BulkOutcome.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bulks on the way, and the {@link ConcurrencyLimit} that their answers move. A bulk that is tried again stays on
 * the way, unless it waits for one that hangs; when the limit falls those that are end as they would. Thread-safe.
 */
public final class BulkConcurrency {
    /** One in so many lines of an answer that are 429 is a push back. */
    private static final int MANY = 4;

    private final Lock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ConcurrencyLimit limit;
    private final Counter refused;
    private final Counter unanswered;
    private final Counter latency;
    private int used;

    BulkConcurrency(IndexSettings settings, MeterRegistry registry) {
        limit = new ConcurrencyLimit(settings.inFlight(), System.nanoTime());
        refused = lowered("refused", registry);
        unanswered = lowered("unanswered", registry);
        latency = lowered("latency", registry);
        Gauge.builder("tocsin.index.concurrency.limit", this, BulkConcurrency::limit)
                .description("Bulks that may be on the way at a time, as Elasticsearch's answers allow")
                .register(registry);
        Gauge.builder("tocsin.index.concurrency.used", this, BulkConcurrency::used)
                .description("Bulks on the way, those between two tries with them")
                .register(registry);
    }

    private static Counter lowered(String reason, MeterRegistry registry) {
        return Counter.builder("tocsin.index.concurrency.lowered")
                .description("How often fewer bulks than before were allowed, by reason")
                .tag("reason", reason)
                .register(registry);
    }

    /** Whether one more bulk may begin, at the latest after this time. */
    public boolean hasRoomWithin(Duration wait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = wait.toNanos();
            while (used >= limit.bulks()) {
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    public void begun() {
        lock.lock();
        try {
            used++;
        } finally {
            lock.unlock();
        }
    }

    /** Its events are settled or held aside. */
    public void ended() {
        lock.lock();
        try {
            used--;
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How many may be on the way of streams that are slow: one place at least is left to the others if there are two. */
    int placesOfSlowStreams() {
        return Math.max(1, limit() / 2);
    }

    /** @param size how much of a full bulk it was */
    void learn(BulkOutcome outcome, double size, long sent, long now) {
        lock.lock();
        try {
            switch (outcome) {
                case Answered answered
                when hasManyRefused(answered.items()) -> count(refused, limit.pushedBack(sent, now));
                case Answered _ -> count(latency, limit.answered(size, used, sent, now));
                case Refused request -> count(refused, request.isBusy() && limit.pushedBack(sent, now));
                case NotKnown _ -> count(unanswered, limit.pushedBack(sent, now));
            }
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    private static boolean hasManyRefused(List<BulkItem> items) {
        long busy = items.stream().filter(item -> item.status() == 429).count();
        return busy > 0 && busy * MANY >= items.size();
    }

    private static void count(Counter reason, boolean lowered) {
        if (lowered) {
            reason.increment();
        }
    }

    private int limit() {
        lock.lock();
        try {
            return limit.bulks();
        } finally {
            lock.unlock();
        }
    }

    private int used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }
}
