package dev.tocsin.ingest.index;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/**
 * What indexing counts; all names start with {@code tocsin.index}, and docs/METRICS.md lists them. Every event that is
 * done with is counted under exactly one outcome.
 */
final class IndexMeters {
    private static final List<String> LETTERS = List.of("conflict", "refused", "id_taken", "too_large");

    final Counter indexed;
    final Counter alreadyThere;
    final Counter foundThere;
    final Counter duplicates;
    final Counter firstTryConflicts;
    final Counter repaired;
    final Counter retries;
    final Counter foundMissing;
    final Timer answered;
    final Timer refused;
    final Timer unanswered;
    private final Counter buried;
    private final MeterRegistry registry;

    IndexMeters(MeterRegistry registry) {
        this.registry = registry;
        indexed = settled("indexed");
        alreadyThere = settled("already_there");
        foundThere = settled("found_there");
        duplicates = settled("client_duplicate");
        firstTryConflicts = settled("first_try_conflict");
        buried = settled("dead_letter");
        repaired = counter("tocsin.index.repaired.events", "Events sent with a conflicting field moved aside");
        retries = counter("tocsin.index.retried.events", "Events that a try did not settle");
        foundMissing =
                counter("tocsin.index.resent.events", "Events in doubt that were looked up, missing and sent again");
        answered = bulk("answered");
        refused = bulk("refused");
        unanswered = bulk("unanswered");
        // There from the start, so that the first one is an increase for whoever watches.
        LETTERS.forEach(this::letters);
    }

    /** @param reason one of a few fixed words */
    void deadLetter(String reason) {
        buried.increment();
        letters(reason).increment();
    }

    private Counter letters(String reason) {
        return Counter.builder("tocsin.index.dead.letters")
                .description("Events that Elasticsearch will never take, by reason")
                .tag("reason", reason)
                .register(registry);
    }

    private Counter settled(String outcome) {
        return Counter.builder("tocsin.index.settled.events")
                .description("Events that are done with, each under one outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    private Timer bulk(String result) {
        return Timer.builder("tocsin.index.bulk")
                .description("From sending a bulk request to its answer, or to giving up waiting")
                .tag("result", result)
                .serviceLevelObjectives(
                        Duration.ofMillis(50),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(90))
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
