package dev.tocsin.ingest;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Says why events are not indexed. The service is well all the same: it takes and keeps them. */
final class IndexingHealth implements HealthIndicator {
    private final IndexingGate gate;

    IndexingHealth(IndexingGate gate) {
        this.gate = gate;
    }

    @Override
    public Health health() {
        String waitsFor = gate.waitsFor();
        return waitsFor.isEmpty()
                ? Health.up().build()
                : Health.up().withDetail("waitsFor", waitsFor).build();
    }
}
