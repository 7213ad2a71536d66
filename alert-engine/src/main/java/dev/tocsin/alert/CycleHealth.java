package dev.tocsin.alert;

import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.route.ConfigProblem;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleSet;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether cycles run: not if they fail, hang or have ended. A broken rule or channel is told, but does not make the engine unready: the others run. */
final class CycleHealth implements HealthIndicator {
    private final CycleLoop loop;
    private final RuleBook rules;
    private final Supplier<NotificationConfig> channels;

    CycleHealth(CycleLoop loop, RuleBook rules, Supplier<NotificationConfig> channels) {
        this.loop = loop;
        this.rules = rules;
        this.channels = channels;
    }

    @Override
    public Health health() {
        RuleSet set = rules.current();
        Health.Builder health = loop.trouble()
                .map(reason -> Health.down().withDetail("reason", reason))
                .orElseGet(Health::up);
        return health.withDetail("rules", set.rules().size())
                .withDetail("broken", set.broken())
                .withDetail(
                        "channels",
                        channels.get().problems().stream()
                                .map(ConfigProblem::inWords)
                                .toList())
                .build();
    }
}
