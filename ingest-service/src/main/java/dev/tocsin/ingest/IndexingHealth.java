package dev.tocsin.ingest;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Says why events are not indexed. The service is well all the same, for it takes and keeps them; but for events that only
 * a new start will index.
 */
final class IndexingHealth implements HealthIndicator {
    private final IndexingGate gate;
    private final IndexingLoop loop;

    IndexingHealth(IndexingGate gate, IndexingLoop loop) {
        this.gate = gate;
        this.loop = loop;
    }

    @Override
    public Health health() {
        if (loop.hasLostSight()) {
            return Health.down()
                    .withDetail("reason", "events in the journal were lost sight of: start the service again")
                    .build();
        }
        String waitsFor = gate.waitsFor();
        return waitsFor.isEmpty()
                ? Health.up().build()
                : Health.up().withDetail("waitsFor", waitsFor).build();
    }
}
