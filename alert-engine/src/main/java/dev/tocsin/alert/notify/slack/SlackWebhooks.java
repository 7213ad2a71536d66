package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelFactory;
import dev.tocsin.alert.notify.ChannelOptions;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.OutgoingRule;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes Slack channels: {@code slack: {webhook: ...}} in channels.yml, or {@code SLACK_WEBHOOK_URL} alone. */
public final class SlackWebhooks implements ChannelFactory {
    static final String TYPE = "slack";
    static final String VARIABLE = "SLACK_WEBHOOK_URL";
    /** A message and its repetition in plain text fit into the lease of the channel. */
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private static final String HINT = "it looks like https://hooks.slack.com/services/T.../B.../...";

    private final SlackRenderer renderer;
    private final InstantSource clock;
    private final OutgoingRule outgoing;
    private final Duration timeout;

    /** For who only looks at the files: posts nowhere but outside. */
    public SlackWebhooks(DiscoverLinks links, InstantSource clock) {
        this(links, clock, OutgoingRule.allowing(List.of()));
    }

    public SlackWebhooks(DiscoverLinks links, InstantSource clock, OutgoingRule outgoing) {
        this(links, clock, outgoing, TIMEOUT);
    }

    SlackWebhooks(DiscoverLinks links, InstantSource clock, OutgoingRule outgoing, Duration timeout) {
        this.outgoing = outgoing;
        this.renderer = new SlackRenderer(links);
        this.clock = clock;
        this.timeout = timeout;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Optional<Channel> create(String name, ChannelOptions options) {
        options.allowOnly("webhook");
        return options.required("webhook").flatMap(text -> {
            Optional<String> trouble = WebhookUrl.troubleWith(text);
            trouble.ifPresent(reason -> options.report("webhook", reason, HINT));
            return trouble.isPresent() ? Optional.empty() : Optional.of(at(name, URI.create(text.strip())));
        });
    }

    @Override
    public Optional<Channel> fromEnvironment(Map<String, String> environment, ChannelOptions.Complaints complaints) {
        String text = environment.getOrDefault(VARIABLE, "").strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> trouble = WebhookUrl.troubleWith(text);
        trouble.ifPresent(reason -> complaints.report(VARIABLE, reason, HINT));
        return trouble.isPresent() ? Optional.empty() : Optional.of(at(TYPE, URI.create(text)));
    }

    /** @throws IllegalArgumentException if the address is not one that we post to */
    public Channel at(String name, URI webhook) {
        return new SlackWebhook(
                name, new WebhookCall(WebhookUrl.of(webhook.toString()), outgoing, timeout, clock), renderer);
    }
}
