package dev.tocsin.ingest;

import dev.tocsin.access.ServerTls;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * How long the doors' certificates are valid, and since when not. It is never down: the doors are open, and a restart or
 * less traffic would mend nothing.
 */
final class CertificatesHealth implements HealthIndicator {
    private final Access access;
    private final InstantSource clock;

    CertificatesHealth(Access access, InstantSource clock) {
        this.access = access;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Health.Builder up = Health.up();
        tell(up, "http", access.http());
        tell(up, "tcp-tls", access.tcp());
        tell(up, "syslog-tls", access.syslog());
        return up.build();
    }

    private void tell(Health.Builder health, String door, @Nullable ServerTls tls) {
        if (tls != null) {
            health.withDetail(door, tls.outOfTime(clock.instant()).orElseGet(() -> "valid until " + tls.expires()));
        }
    }
}
