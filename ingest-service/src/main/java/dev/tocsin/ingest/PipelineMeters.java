package dev.tocsin.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the pipeline measures and counts; the doors count what they hand in. */
final class PipelineMeters {
    private final MeterRegistry metrics;
    private final Map<String, Timer> appends = new ConcurrentHashMap<>();

    final Counter onlyCounted;

    PipelineMeters(MeterRegistry metrics) {
        this.metrics = metrics;
        this.onlyCounted = Counter.builder("tocsin.dead.letters.left.out")
                .description("Records that could not be decoded and are counted only")
                .tag("reason", "too_many_of_client")
                .register(metrics);
    }

    Timer append(String door) {
        Timer known = appends.get(door);
        return known != null ? known : appends.computeIfAbsent(door, this::timer);
    }

    private Timer timer(String door) {
        return Timer.builder("tocsin.ingest.append")
                .description("From handing a batch to the journal until it is durable")
                .tag("door", door)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2))
                .register(metrics);
    }
}
