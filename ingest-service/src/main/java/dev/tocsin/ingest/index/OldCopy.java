package dev.tocsin.ingest.index;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the journal is an old copy that was put back. Then events that it takes for unsent were sent since, and would be
 * doubled if their stream has rolled over. The first of each stream that an earlier process left tell: they are looked
 * up, and only if one of them is there are the others, too. Thread-safe.
 */
final class OldCopy {
    /** So many of a stream have to be missing: a few can be dead letters, or were deleted since. */
    private static final int ENOUGH = 100;

    private final long recoveredEnd;
    private final Map<String, Integer> missing = new ConcurrentHashMap<>();
    private volatile boolean isOne;

    /** @param recoveredEnd events before this position were written before the start */
    OldCopy(long recoveredEnd) {
        this.recoveredEnd = recoveredEnd;
    }

    /** Those that the journal takes for unsent, and that have to be looked up all the same. */
    List<Delivery> suspectsAmong(List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> isLeftUnsent(delivery) && !delivery.wasSent())
                .filter(delivery -> isOne || missing.getOrDefault(delivery.stream(), 0) < ENOUGH)
                .toList();
    }

    private boolean isLeftUnsent(Delivery delivery) {
        // An id that a client gave can be there because the client sent it twice.
        return delivery.event().position() < recoveredEnd
                && !delivery.event().maybeSent()
                && !delivery.event().clientGaveId();
    }

    /** Takes what a look-up found: of suspects, and of others that say nothing here. */
    void learn(List<Delivery> lookedUp, Doubts.Findings findings) {
        for (Delivery delivery : lookedUp) {
            // What this process sent itself can be there in any journal.
            boolean isSuspect = isLeftUnsent(delivery) && delivery.inDoubt() && delivery.doubtfulBulk() == null;
            if (isSuspect && findings.there().containsKey(delivery)) {
                isOne = true;
            } else if (isSuspect && !findings.undecided().containsKey(delivery)) {
                missing.merge(delivery.stream(), 1, Integer::sum);
            }
        }
    }
}
