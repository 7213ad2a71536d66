package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.ConfigProblem;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who is told, and how: channels.yml and routes.yml read together, or the environment alone.
 *
 * @param channels those that can be used
 * @param names of all channels, also of those that cannot be used: what is meant for them waits until they are mended
 * @param problems all that is wrong; what is right works all the same
 * @param warnings what a person should know
 */
public record NotificationConfig(
        List<Channel> channels,
        List<String> names,
        Routes routes,
        List<ConfigProblem> problems,
        List<String> warnings) {
    static final String NOBODY =
            "No channel is configured: alerts are recorded, but nobody is told. Set SLACK_BOT_TOKEN and SLACK_CHANNEL,"
                    + " or SLACK_WEBHOOK_URL, or write channels.yml.";

    public NotificationConfig {
        channels = List.copyOf(channels);
        names = List.copyOf(names);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** @param folder holds channels.yml, routes.yml and secrets/; each may be missing */
    public static NotificationConfig load(
            Path folder, Map<String, String> environment, List<ChannelFactory> factories) {
        return load(new ChannelPlaces(folder, environment), factories);
    }

    /** With the names of channels that only an engine has, which cannot be used here. */
    public static NotificationConfig load(ChannelPlaces places, List<ChannelFactory> factories) {
        return ChannelBook.read(places, factories);
    }

    /** The same with a warning for each channel that will not deliver as things are set. */
    public NotificationConfig lookedAhead() {
        List<String> more = new ArrayList<>(warnings);
        for (Channel channel : channels) {
            channel.standingTrouble()
                    .ifPresent(trouble ->
                            more.add("the channel '" + channel.name() + "' will not deliver anything: " + trouble));
        }
        return new NotificationConfig(channels, names, routes, problems, more);
    }

    /** Whether something is wrong in a file of this name, so that what it said before is in force where there was something. */
    public boolean refuses(String file) {
        return problems.stream().anyMatch(problem -> problem.file().equals(file));
    }

    public Router router() {
        return new Router(
                routes,
                names,
                channels.stream()
                        .filter(LivingChannel.class::isInstance)
                        .map(Channel::name)
                        .toList());
    }
}
