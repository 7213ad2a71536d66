package dev.tocsin.alert;

import dev.tocsin.alert.api.FiringAlerts;
import dev.tocsin.alert.api.RulePauses;
import dev.tocsin.alert.api.Silences;
import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.notify.ChannelBook;
import dev.tocsin.alert.notify.Circumstances;
import dev.tocsin.alert.notify.Reminders;
import dev.tocsin.alert.route.Suppressions;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.store.DatabaseClock;
import dev.tocsin.alert.store.PostgresCares;
import dev.tocsin.alert.store.PostgresFiring;
import dev.tocsin.alert.store.PostgresFlapping;
import dev.tocsin.alert.store.PostgresOutbox;
import dev.tocsin.alert.store.PostgresSilences;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What suppresses notifications. */
@Configuration(proxyBeanMethods = false)
class SuppressionWiring {
    @Bean
    PostgresSilences silences(JdbcClient jdbc, DatabaseClock clock) {
        return new PostgresSilences(jdbc, clock, new SecureRandom());
    }

    @Bean
    PostgresFiring firingAlerts(JdbcClient jdbc, RuleBook rules, DatabaseClock clock) {
        return new PostgresFiring(jdbc, name -> rules.current().rule(name).filter(Rule::enabled), clock);
    }

    @Bean
    PastSuppressions pastSuppressions(Silences silences, FiringAlerts firing, ChannelBook channels) {
        return new PastSuppressions(silences::activeAt, firing, channels::current);
    }

    @Bean
    SuppressionBook suppressionBook(Silences silences, FiringAlerts firing, ChannelBook channels, RuleBook rules) {
        return new SuppressionBook(silences, firing, channels::current, notifyOf(rules));
    }

    private static Function<String, List<String>> notifyOf(RuleBook rules) {
        return name -> rules.current().rule(name).map(Rule::channels).orElse(List.of());
    }

    @Bean
    PostgresCares cares(JdbcClient jdbc, DatabaseClock clock) {
        return new PostgresCares(jdbc, clock);
    }

    @Bean
    Circumstances circumstances(
            SuppressionBook book,
            JdbcClient jdbc,
            PostgresCares cares,
            PostgresOutbox outbox,
            ChannelBook channels,
            RuleBook rules,
            RulePauses pauses,
            DatabaseClock clock) {
        PostgresFlapping flapping = new PostgresFlapping(jdbc);
        Predicate<String> inForce = name -> HeartbeatRule.isOurs(name)
                || rules.current().rule(name).filter(Rule::enabled).isPresent();
        Reminders reminders = new Reminders(
                outbox,
                () -> channels.current().router(),
                cares,
                notifyOf(rules),
                name -> inForce.test(name) && !pauses.pauses().containsKey(name),
                clock);
        return new Circumstances(
                () -> besideHeartbeat(book.get().or(flapping.now())),
                cares,
                inForce,
                () -> inWords(pauses.pauses()),
                reminders::look);
    }

    private static Map<String, String> inWords(Map<String, Pause> pauses) {
        Map<String, String> clauses = new HashMap<>();
        pauses.forEach((rule, pause) -> clauses.put(
                rule,
                "the rule is paused by " + pause.by()
                        + (pause.until() == null ? "" : " until " + Wording.time(pause.until()))
                        + (pause.comment().isEmpty() ? "" : ": " + pause.comment())));
        return clauses;
    }

    /** The proof that people would be told is no matter of theirs. */
    private static Suppressions besideHeartbeat(Suppressions all) {
        return (notice, channel) -> HeartbeatRule.isOurs(notice.rule()) ? Optional.empty() : all.on(notice, channel);
    }
}
