package dev.tocsin.ingest.index;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the journal is an old copy that was put back. Then events that it takes for unsent were sent since, and would be
 * doubled if their stream has rolled over. The first of those that an earlier process left tell: they are looked up, and
 * only if one of them is there are the others, too. Thread-safe.
 */
final class OldCopy {
    private final long recoveredEnd;
    private final AtomicReference<Finding> finding = new AtomicReference<>(Finding.UNKNOWN);

    private enum Finding {
        UNKNOWN,
        NO,
        YES
    }

    /** @param recoveredEnd events before this position were written before the start */
    OldCopy(long recoveredEnd) {
        this.recoveredEnd = recoveredEnd;
    }

    /** Those that the journal takes for unsent, and that have to be looked up all the same. */
    List<Delivery> suspectsAmong(List<Delivery> deliveries) {
        if (finding.get() == Finding.NO) {
            return List.of();
        }
        return deliveries.stream().filter(this::isSuspect).toList();
    }

    private boolean isSuspect(Delivery delivery) {
        // An id that a client gave can be there because the client sent it twice.
        return delivery.event().position() < recoveredEnd
                && !delivery.event().maybeSent()
                && !delivery.event().clientGaveId();
    }

    /** Takes what a look-up of suspects found. */
    void learn(List<Delivery> suspects, Doubts.Findings findings) {
        Set<Delivery> there = findings.there().keySet();
        if (suspects.stream().anyMatch(there::contains)) {
            finding.set(Finding.YES);
        } else if (suspects.stream().anyMatch(suspect -> !findings.undecided().containsKey(suspect))) {
            finding.compareAndSet(Finding.UNKNOWN, Finding.NO);
        }
    }
}
