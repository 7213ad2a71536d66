package dev.tocsin.alert.channels;

import dev.tocsin.alert.notify.ChannelFactory;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.alertmanager.Alertmanagers;
import dev.tocsin.alert.notify.chart.AlertSeries;
import dev.tocsin.alert.notify.email.Emails;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.slack.SlackChannels;
import dev.tocsin.alert.notify.webhook.Webhooks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Every type of channel, by the key that channels.yml uses: the one place where a new one is added. */
public final class ChannelTypes {
    /** Two tries of a message fit into the lease of its channel. */
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    /** Mail servers look at a message before they answer; within the lease too. */
    private static final Duration CONVERSATION = Duration.ofSeconds(16);

    private ChannelTypes() {}

    public static List<ChannelFactory> all(DiscoverLinks links, OutgoingRule outgoing, InstantSource clock) {
        return all(links, outgoing, clock, AlertSeries.none());
    }

    /** @param series what charts are drawn of */
    public static List<ChannelFactory> all(
            DiscoverLinks links, OutgoingRule outgoing, InstantSource clock, AlertSeries series) {
        Terms terms = new Terms(outgoing, TIMEOUT, clock);
        return List.of(
                new SlackChannels(links, terms, series),
                new Webhooks(links, terms),
                new Emails(links, outgoing, CONVERSATION, clock),
                new Alertmanagers(links, terms));
    }

    /** For who only looks at the files, and sends nothing. */
    public static List<ChannelFactory> forReading(DiscoverLinks links) {
        return all(links, OutgoingRule.allowing(List.of()), InstantSource.system());
    }
}
