package dev.tocsin.ingest.index;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What indexing counts; all names start with {@code tocsin.index}. */
final class IndexMeters {
    final Counter indexed;
    final Counter alreadyThere;
    final Counter duplicates;
    final Counter repaired;
    final Counter retries;
    final Counter resolvedThere;
    final Counter resolvedMissing;
    final Counter firstTryConflicts;
    final Timer bulk;
    private final MeterRegistry registry;

    IndexMeters(MeterRegistry registry) {
        this.registry = registry;
        indexed = registry.counter("tocsin.index.indexed");
        alreadyThere = registry.counter("tocsin.index.already.there");
        duplicates = registry.counter("tocsin.index.client.duplicates");
        repaired = registry.counter("tocsin.index.conflicts.repaired");
        retries = registry.counter("tocsin.index.retries");
        resolvedThere = registry.counter("tocsin.index.ambiguous.resolved", "found", "there");
        resolvedMissing = registry.counter("tocsin.index.ambiguous.resolved", "found", "missing");
        firstTryConflicts = registry.counter("tocsin.index.first.try.conflicts");
        bulk = registry.timer("tocsin.index.bulk");
    }

    /** @param reason one of a few fixed words */
    void deadLetter(String reason) {
        registry.counter("tocsin.index.dead.letters", "reason", reason).increment();
    }
}
