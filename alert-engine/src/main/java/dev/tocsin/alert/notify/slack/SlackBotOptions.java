package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.ChannelOptions;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.notify.http.OutgoingUrl.Plain;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a bot is set.
 *
 * @param channel id of the channel
 * @param mention who is called, in Slack's marks
 * @param api where the Web API is, without a method
 */
record SlackBotOptions(
        String token,
        String channel,
        Optional<String> mention,
        OutgoingUrl api,
        Optional<SlackInteractionOptions> interactions) {
    static final String TOKEN_VARIABLE = "SLACK_BOT_TOKEN";
    static final String CHANNEL_VARIABLE = "SLACK_CHANNEL";
    static final String API_VARIABLE = "SLACK_API_URL";
    private static final String API = "https://slack.com/api";
    private static final String API_HINT = "it looks like https://slack.com/api/";
    private static final String TOKEN_HINT = "a bot token begins with xoxb-: OAuth & Permissions of the app has it";
    private static final String CHANNEL_HINT =
            "an update wants the channel's id, such as C0123ABCD: it is at the end of the channel's details in Slack";
    private static final String MENTION_HINT = "\"@here\", \"@channel\", a user's id (U...), or a group's id (S...)";

    /** The options that a bot has, and others. */
    static String[] and(String... others) {
        return Stream.concat(
                        Stream.of("token", "channel", "mention", "api", "appToken", "signingSecret", "allow"),
                        Arrays.stream(others))
                .toArray(String[]::new);
    }

    /** Empty after reporting what is wrong. */
    static Optional<SlackBotOptions> read(ChannelOptions options) {
        options.allowOnly(and());
        Optional<String> token = options.required("token").flatMap(text -> tokenIn(text, "token", options::report));
        Optional<String> channel =
                options.required("channel").flatMap(text -> channelIn(text, "channel", options::report));
        Optional<String> written = options.optional("mention");
        Optional<String> mention = written.flatMap(SlackBotOptions::mark);
        boolean isMentionRight = mention.isPresent() || !options.has("mention");
        if (written.isPresent() && mention.isEmpty()) {
            options.report("mention", "is nobody that Slack can call", MENTION_HINT);
        }
        Optional<OutgoingUrl> api = options.has("api")
                ? OutgoingUrl.in(options, "api", Plain.THIS_MACHINE, API_HINT)
                : Optional.of(OutgoingUrl.of(API, Plain.THIS_MACHINE));
        boolean hasInteractions = options.has("appToken") || options.has("signingSecret") || options.has("allow");
        Optional<SlackInteractionOptions> interactions =
                hasInteractions ? SlackInteractionOptions.read(options) : Optional.empty();
        return token.isEmpty()
                        || channel.isEmpty()
                        || api.isEmpty()
                        || !isMentionRight
                        || (hasInteractions && interactions.isEmpty())
                ? Optional.empty()
                : Optional.of(new SlackBotOptions(token.get(), channel.get(), mention, api.get(), interactions));
    }

    /** What the environment alone says; empty if it says nothing, or after reporting what is wrong. */
    static Optional<SlackBotOptions> read(Map<String, String> environment, ChannelOptions.Complaints complaints) {
        String written = environment.getOrDefault(TOKEN_VARIABLE, "").strip();
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> token = tokenIn(written, TOKEN_VARIABLE, complaints);
        Optional<String> channel =
                channelIn(environment.getOrDefault(CHANNEL_VARIABLE, ""), CHANNEL_VARIABLE, complaints);
        String url = environment.getOrDefault(API_VARIABLE, "").strip();
        Optional<String> trouble = url.isEmpty() ? Optional.empty() : OutgoingUrl.troubleWith(url, Plain.THIS_MACHINE);
        trouble.ifPresent(reason -> complaints.report(API_VARIABLE, reason, API_HINT));
        return token.isEmpty() || channel.isEmpty() || trouble.isPresent()
                ? Optional.empty()
                : Optional.of(new SlackBotOptions(
                        token.get(),
                        channel.get(),
                        Optional.empty(),
                        OutgoingUrl.of(url.isEmpty() ? API : url, Plain.THIS_MACHINE),
                        Optional.empty()));
    }

    private static Optional<String> tokenIn(String text, String place, ChannelOptions.Complaints complaints) {
        String token = text.strip();
        if (token.matches("xox[bp]-[!-~]{4,}")) {
            return Optional.of(token);
        }
        complaints.report(place, "is not a bot token of Slack", TOKEN_HINT);
        return Optional.empty();
    }

    private static Optional<String> channelIn(String text, String place, ChannelOptions.Complaints complaints) {
        String channel = text.strip();
        if (channel.matches("[CGD][A-Z0-9]{6,20}")) {
            return Optional.of(channel);
        }
        complaints.report(
                place, channel.isEmpty() ? "missing" : "'" + channel + "' is not the id of a channel", CHANNEL_HINT);
        return Optional.empty();
    }

    /** As Slack reads it; empty for what it does not know. */
    static Optional<String> mark(String text) {
        String who = text.strip();
        if (who.equals("@here") || who.equals("@channel")) {
            return Optional.of("<!" + who.substring(1) + ">");
        }
        if (who.matches("[UW][A-Z0-9]{2,20}")) {
            return Optional.of("<@" + who + ">");
        }
        if (who.matches("S[A-Z0-9]{2,20}")) {
            return Optional.of("<!subteam^" + who + ">");
        }
        return who.matches("<(?:!subteam\\^S[A-Z0-9]{2,20}|@[UW][A-Z0-9]{2,20}|!here|!channel)>")
                ? Optional.of(who)
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "a bot in " + channel;
    }
}
