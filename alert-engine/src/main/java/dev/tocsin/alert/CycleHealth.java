package dev.tocsin.alert;

import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleSet;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether cycles run. A broken rule is told, but does not make the engine unready: the others run. */
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
        String trouble = loop.trouble();
        Health.Builder health = trouble == null ? Health.up() : Health.down().withDetail("reason", trouble);
        return health.withDetail("rules", set.rules().size())
                .withDetail("broken", set.broken())
                .build();
    }
}
