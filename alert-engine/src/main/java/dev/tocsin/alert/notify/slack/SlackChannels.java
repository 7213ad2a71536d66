package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelFactory;
import dev.tocsin.alert.notify.ChannelOptions;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.chart.AlertSeries;
import dev.tocsin.alert.notify.http.OutgoingCall;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.notify.http.OutgoingUrl.Plain;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Makes Slack channels: by a bot ({@code slack: {token: ..., channel: ...}} in channels.yml, or {@code SLACK_BOT_TOKEN} and
 * {@code SLACK_CHANNEL} alone), or by an incoming webhook ({@code slack: {webhook: ...}}, or {@code SLACK_WEBHOOK_URL}
 * alone). Where the environment has both the bot is taken, which can do more.
 */
public final class SlackChannels implements ChannelFactory {
    static final String TYPE = "slack";
    static final String VARIABLE = "SLACK_WEBHOOK_URL";
    private static final String HINT = "it looks like https://hooks.slack.com/services/T.../B.../...";

    private static final String EITHER =
            "token and channel for a bot, whose message changes in place, or webhook for an incoming webhook";

    private final DiscoverLinks links;
    private final SlackRenderer renderer;
    private final Terms terms;
    private final AlertSeries series;

    /** Whose messages have no charts. */
    public SlackChannels(DiscoverLinks links, Terms terms) {
        this(links, terms, AlertSeries.none());
    }

    /** @param series what charts are drawn of */
    public SlackChannels(DiscoverLinks links, Terms terms, AlertSeries series) {
        this.series = series;
        this.links = links;
        this.renderer = new SlackRenderer(links);
        this.terms = terms;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Optional<Channel> create(String name, ChannelOptions options) {
        boolean isBot = options.has("token") || options.has("channel");
        if (isBot == options.has("webhook")) {
            options.allowOnly(SlackBotOptions.and("webhook"));
            options.report(
                    "webhook",
                    isBot ? "a channel is either a bot or a webhook" : "missing, and so is a bot's token",
                    EITHER);
            return Optional.empty();
        }
        if (isBot) {
            return SlackBotOptions.read(options).map(bot -> new SlackBot(name, bot, links, terms, series));
        }
        options.allowOnly("webhook");
        return options.required("webhook").flatMap(text -> {
            Optional<String> trouble = OutgoingUrl.troubleWith(text, Plain.THIS_MACHINE);
            trouble.ifPresent(reason -> options.report("webhook", reason, HINT));
            return trouble.isPresent() ? Optional.empty() : Optional.of(at(name, URI.create(text.strip())));
        });
    }

    @Override
    public Optional<Channel> fromEnvironment(Map<String, String> environment, ChannelOptions.Complaints complaints) {
        Optional<SlackBotOptions> bot = SlackBotOptions.read(environment, complaints);
        if (bot.isPresent()) {
            return Optional.of(new SlackBot(TYPE, bot.get(), links, terms, series));
        }
        String text = environment.getOrDefault(VARIABLE, "").strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> trouble = OutgoingUrl.troubleWith(text, Plain.THIS_MACHINE);
        trouble.ifPresent(reason -> complaints.report(VARIABLE, reason, HINT));
        return trouble.isPresent() ? Optional.empty() : Optional.of(at(TYPE, URI.create(text)));
    }

    /** @throws IllegalArgumentException if the address is not one that we post to */
    public Channel at(String name, URI webhook) {
        return new SlackWebhook(
                name, new OutgoingCall(OutgoingUrl.of(webhook.toString(), Plain.THIS_MACHINE), terms), renderer);
    }
}
