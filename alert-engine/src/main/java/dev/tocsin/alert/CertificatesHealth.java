package dev.tocsin.alert;

import dev.tocsin.access.ServerTls;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * How long the certificate is valid, and since when not. It is never down: the ports are open, and a restart would mend
 * nothing.
 */
final class CertificatesHealth implements HealthIndicator {
    private final Optional<ServerTls> tls;
    private final InstantSource clock;

    CertificatesHealth(Optional<ServerTls> tls, InstantSource clock) {
        this.tls = tls;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Health.Builder up = Health.up();
        tls.ifPresent(present -> up.withDetail(
                "certificate", present.outOfTime(clock.instant()).orElseGet(() -> "valid until " + present.expires())));
        return up.build();
    }
}
