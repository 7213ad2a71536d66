package dev.tocsin.alert;

import dev.tocsin.alert.api.AlertAcknowledgements;
import dev.tocsin.alert.api.AuditLog;
import dev.tocsin.alert.api.Explanations;
import dev.tocsin.alert.api.Silences;
import dev.tocsin.alert.notify.ChannelBook;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.slack.SlackActions;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.store.PostgresOutbox;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who listens to the buttons of Slack, and what they do. */
@Configuration(proxyBeanMethods = false)
class SlackWiring {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    @Bean
    SlackActions slackActions(
            PostgresOutbox outbox,
            AlertAcknowledgements acknowledgements,
            Silences silences,
            Explanations explanations,
            RuleBook rules,
            AuditLog audit) {
        return new SlackDeeds(outbox, acknowledgements, silences, explanations, rules, audit);
    }

    @Bean(destroyMethod = "")
    SlackButtons slackButtons(ChannelBook channels, SlackActions actions, OutgoingRule outgoing) {
        return new SlackButtons(
                channels.current().channels(), actions, new Terms(outgoing, TIMEOUT, InstantSource.system()));
    }
}
