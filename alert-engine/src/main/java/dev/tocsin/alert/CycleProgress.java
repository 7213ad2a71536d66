package dev.tocsin.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * When the cycle last got anywhere: told by the cycle at each of its steps, asked by those who watch it. A cycle that
 * hangs throws nothing; this is how it is seen. Thread-safe.
 */
final class CycleProgress {
    private final InstantSource systemClock;
    private final Duration patience;
    private volatile Instant last;

    /** @param patience how long a step may take; a round of many windows on a slow Elasticsearch takes minutes */
    CycleProgress(InstantSource systemClock, Duration patience) {
        this.systemClock = systemClock;
        this.patience = patience;
        this.last = systemClock.instant();
    }

    void made() {
        last = systemClock.instant();
    }

    /** Since when nothing moves; empty as long as that may be a long step. */
    Optional<Instant> stalledSince() {
        Instant since = last;
        return Duration.between(since, systemClock.instant()).compareTo(patience) > 0
                ? Optional.of(since)
                : Optional.empty();
    }
}
