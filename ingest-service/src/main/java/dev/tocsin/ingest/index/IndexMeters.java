package dev.tocsin.ingest.index;

import dev.tocsin.ingest.account.StreamCounters;
import dev.tocsin.ingest.account.StreamNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What indexing counts; all names start with {@code tocsin.index}, and docs/METRICS.md lists them. Every event that is
 * done with is counted under exactly one outcome.
 */
final class IndexMeters {
    private static final List<String> LETTERS = List.of("conflict", "refused", "id_taken", "too_large");

    final Counter repaired;
    final Counter retries;
    final Counter foundMissing;
    final Timer answered;
    final Timer refused;
    final Timer unanswered;
    private final Map<Outcome, Counter> settled = new EnumMap<>(Outcome.class);
    private final Map<Outcome, StreamCounters> settledOfStreams = new EnumMap<>(Outcome.class);
    private final StreamNames names = new StreamNames();
    private final StreamCounters recoveredOfStreams;
    private final MeterRegistry registry;

    IndexMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            settled.put(outcome, settledCounter(outcome));
            settledOfStreams.put(outcome, new StreamCounters(names, stream -> ofStream(stream, outcome)));
        }
        recoveredOfStreams = new StreamCounters(
                names,
                stream -> Counter.builder("tocsin.stream.recovered.events")
                        .description("Events that an earlier process had journaled, by data stream, as they are read")
                        .tag("stream", stream)
                        .register(registry));
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
        letters(reason).increment();
    }

    private Counter letters(String reason) {
        return Counter.builder("tocsin.index.dead.letters")
                .description("Events that Elasticsearch will never take, by reason")
                .tag("reason", reason)
                .register(registry);
    }

    void recovered(String stream) {
        recoveredOfStreams.increment(stream);
    }

    Map<String, Long> recoveredByStream() {
        return recoveredOfStreams.counts();
    }

    void settled(String stream, Outcome outcome, int events) {
        Objects.requireNonNull(settled.get(outcome)).increment(events);
        Objects.requireNonNull(settledOfStreams.get(outcome)).of(stream).increment(events);
    }

    /** Of each data stream, what its events became. */
    Map<String, Map<Outcome, Long>> settledByStream() {
        Map<String, Map<Outcome, Long>> streams = new TreeMap<>();
        settledOfStreams.forEach((outcome, counters) -> counters.counts()
                .forEach((stream, count) -> streams.computeIfAbsent(stream, _ -> new EnumMap<>(Outcome.class))
                        .put(outcome, count)));
        return streams;
    }

    private Counter settledCounter(Outcome outcome) {
        return Counter.builder("tocsin.index.settled.events")
                .description("Events that are done with, each under one outcome")
                .tag("outcome", outcome.word())
                .register(registry);
    }

    private Counter ofStream(String stream, Outcome outcome) {
        // Where there is one of a stream there are all that are known: this one with 0, in most lives of a process.
        recoveredOfStreams.of(stream);
        return Counter.builder("tocsin.stream.settled.events")
                .description("Events that are done with, by data stream, each under one outcome")
                .tags("stream", stream, "outcome", outcome.word())
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
