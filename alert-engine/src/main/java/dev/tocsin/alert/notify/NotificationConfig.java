package dev.tocsin.alert.notify;

import dev.tocsin.access.SecretReferences;
import dev.tocsin.alert.route.ConfigFile;
import dev.tocsin.alert.route.ConfigProblem;
import dev.tocsin.alert.route.ConfigSection;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.route.RoutesFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
            "No channel is configured: alerts are recorded, but nobody is told. Set SLACK_WEBHOOK_URL or write"
                    + " channels.yml.";

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
        Path folder = places.folder();
        Map<String, String> environment = places.environment();
        Map<String, ChannelFactory> byType =
                factories.stream().collect(Collectors.toMap(ChannelFactory::type, factory -> factory));
        List<Channel> channels = new ArrayList<>();
        ConfigFile.Opened opened = ConfigFile.open(folder.resolve("channels.yml"));
        SecretReferences secrets = new SecretReferences(environment, folder.resolve("secrets"));
        opened.top().ifPresent(top -> {
            for (String name : top.keys()) {
                readChannel(name, top, byType, secrets).ifPresent(channels::add);
            }
        });
        List<ConfigProblem> problems = new ArrayList<>(opened.file().problems());
        if (opened.top().isEmpty() && problems.isEmpty()) {
            for (ChannelFactory factory : factories) {
                factory.fromEnvironment(
                                environment,
                                (option, reason, hint) ->
                                        problems.add(new ConfigProblem("environment", 0, option, reason, hint)))
                        .ifPresent(channels::add);
            }
        }
        boolean isNothingSaid = opened.top().isEmpty() && channels.isEmpty() && problems.isEmpty();
        List<String> names = isNothingSaid
                ? places.engine().get()
                : opened.top()
                        .map(top -> List.copyOf(top.keys()))
                        .orElseGet(() -> channels.stream().map(Channel::name).toList());
        RoutesFile.Reading routes = RoutesFile.read(folder.resolve("routes.yml"), names);
        problems.addAll(routes.problems());
        return new NotificationConfig(
                channels, names, routes.routes(), problems, channels.isEmpty() ? List.of(NOBODY) : List.of());
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

    public Router router() {
        return new Router(routes, names);
    }

    private static Optional<Channel> readChannel(
            String name, ConfigSection top, Map<String, ChannelFactory> byType, SecretReferences secrets) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            top.report(name, "not a name for a channel", "small letters, digits and dashes");
            return Optional.empty();
        }
        Optional<ConfigSection> section = top.section(name);
        if (section.isEmpty()) {
            return Optional.empty();
        }
        List<String> types = List.copyOf(section.get().keys());
        String known = String.join(", ", byType.keySet().stream().sorted().toList());
        if (types.size() != 1) {
            top.report(name, "needs exactly one type", "known types: " + known);
            return Optional.empty();
        }
        String type = types.getFirst();
        ChannelFactory factory = byType.get(type);
        if (factory == null) {
            section.get()
                    .report(
                            type,
                            "unknown type of channel",
                            ConfigSection.meant(type, new TreeSet<>(byType.keySet()), "known types: "));
            return Optional.empty();
        }
        return section.get()
                .section(type)
                .flatMap(options -> factory.create(name, new ChannelOptions(name, options, secrets)));
    }
}
