package dev.tocsin.ingest;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Which files are refused, and why. It is never down: the service goes on with what was in force. */
final class FilesHealth implements HealthIndicator {
    private final RefusedFiles refused;

    FilesHealth(RefusedFiles refused) {
        this.refused = refused;
    }

    @Override
    public Health health() {
        Health.Builder up = Health.up();
        refused.reasons().forEach((file, reason) -> up.withDetail(file.word(), reason));
        return up.build();
    }
}
