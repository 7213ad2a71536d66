package dev.tocsin.alert;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the cycle's thread lives. If not, only a restart helps: so this is about liveness, and says nothing else. */
final class CycleThreadHealth implements HealthIndicator {
    private final CycleLoop loop;

    CycleThreadHealth(CycleLoop loop) {
        this.loop = loop;
    }

    @Override
    public Health health() {
        return loop.causeOfDeath()
                .map(reason -> Health.down().withDetail("reason", reason))
                .orElseGet(Health::up)
                .build();
    }
}
