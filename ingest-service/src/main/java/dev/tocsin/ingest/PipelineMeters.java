package dev.tocsin.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the pipeline counts per door. */
final class PipelineMeters {
    private final MeterRegistry metrics;
    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    final Counter onlyCounted;

    PipelineMeters(MeterRegistry metrics) {
        this.metrics = metrics;
        this.onlyCounted = Counter.builder("tocsin.dead.letters.left.out")
                .description("Records that could not be decoded and are counted only")
                .tag("reason", "too_many_of_client")
                .register(metrics);
    }

    Door of(String door) {
        Door known = doors.get(door);
        return known != null ? known : doors.computeIfAbsent(door, name -> new Door(metrics, name));
    }

    /** The counters of one door. */
    static final class Door {
        final Counter received;
        final Counter accepted;
        final Counter malformed;
        final Timer append;

        private Door(MeterRegistry metrics, String door) {
            received = counter(metrics, door, "tocsin.ingest.received.events", "Records read from clients");
            accepted = counter(metrics, door, "tocsin.ingest.accepted.events", "Events durable in the journal");
            malformed = counter(metrics, door, "tocsin.ingest.malformed.events", "Records that could not be decoded");
            append = Timer.builder("tocsin.ingest.append")
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

        private static Counter counter(MeterRegistry metrics, String door, String name, String description) {
            return Counter.builder(name)
                    .description(description)
                    .tag("door", door)
                    .register(metrics);
        }
    }
}
