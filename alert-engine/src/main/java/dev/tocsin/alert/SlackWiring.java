package dev.tocsin.alert;

import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.slack.SlackActions;
import dev.tocsin.alert.notify.slack.SlackInteractions;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who listens to the buttons of Slack. */
@Configuration(proxyBeanMethods = false)
class SlackWiring {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    /** Nobody, while nobody does what they say. */
    @Bean(destroyMethod = "")
    SlackInteractions slackInteractions(
            NotificationConfig config, OutgoingRule outgoing, ObjectProvider<SlackActions> actions) {
        SlackActions does = actions.getIfAvailable();
        return does == null
                ? SlackInteractions.none()
                : SlackInteractions.of(config.channels(), does, new Terms(outgoing, TIMEOUT, InstantSource.system()));
    }
}
