package dev.tocsin.alert;

import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleSet;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether cycles run: not if they fail, hang or have ended. A broken rule is told, but does not make the engine unready: the others run. */
final class CycleHealth implements HealthIndicator {
    private final CycleLoop loop;
    private final RuleBook rules;

    CycleHealth(CycleLoop loop, RuleBook rules) {
        this.loop = loop;
        this.rules = rules;
    }

    @Override
    public Health health() {
        RuleSet set = rules.current();
        Health.Builder health = loop.trouble()
                .map(reason -> Health.down().withDetail("reason", reason))
                .orElseGet(Health::up);
        return health.withDetail("rules", set.rules().size())
                .withDetail("broken", set.broken())
                .build();
    }
}
