package dev.tocsin.alert.notify;

import dev.tocsin.access.SecretMissing;
import dev.tocsin.access.SecretReferences;
import dev.tocsin.alert.route.ConfigFile;
import dev.tocsin.alert.route.ConfigProblem;
import dev.tocsin.alert.route.ConfigSection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads channels.yml, or what the environment says without it. A channel that was read before and says the same, with
 * the same secrets, is the same object; one in which something is wrong stays what it was when it was last right.
 */
final class ChannelsFile {
    private final Map<String, String> environment;
    private final List<ChannelFactory> factories;
    private final Map<String, ChannelFactory> byType;
    private final SecretReferences secrets;

    ChannelsFile(ChannelPlaces places, List<ChannelFactory> factories) {
        this.environment = places.environment();
        this.factories = factories;
        this.byType = factories.stream().collect(Collectors.toMap(ChannelFactory::type, factory -> factory));
        this.secrets = new SecretReferences(environment, places.folder().resolve("secrets"));
    }

    /**
     * A channel that could be made.
     *
     * @param content what it was made of, secrets included; empty for the environment
     * @param isClean whether nothing was wrong in it, also nothing that it can do without
     */
    record Made(Channel channel, String content, boolean isClean) {
        /** Without the secrets. */
        @Override
        public String toString() {
            return channel.name();
        }
    }

    /**
     * What was read.
     *
     * @param names of all, also of those that cannot be used, in the order of the file
     * @param made by name
     * @param isSilent whether neither the file nor the environment says anything
     */
    record Reading(List<String> names, Map<String, Made> made, List<ConfigProblem> problems, boolean isSilent) {
        static final Reading NONE = new Reading(List.of(), Map.of(), List.of(), true);

        boolean isOfEnvironment() {
            return made.values().stream().allMatch(one -> one.content().isEmpty());
        }

        List<Channel> channels() {
            return made.values().stream().map(Made::channel).toList();
        }

        Reading with(List<ConfigProblem> others) {
            return new Reading(names, made, others, false);
        }
    }

    /** @param before what is in force */
    Reading read(ConfigFile.Content content, Reading before) {
        ConfigFile.Opened opened = ConfigFile.open(content);
        Optional<ConfigSection> top = opened.top();
        if (top.isPresent()) {
            Map<String, Made> made = new LinkedHashMap<>();
            for (String name : top.get().keys()) {
                Optional.ofNullable(before.made().get(name))
                        .filter(old -> old.isClean() && old.content().equals(contentOf(top.get(), name)))
                        .or(() -> make(name, opened.file(), top.get(), before))
                        .ifPresent(one -> made.put(name, one));
            }
            List<String> names = List.copyOf(top.get().keys());
            return new Reading(names, made, opened.file().problems(), false);
        }
        List<ConfigProblem> problems = opened.file().problems();
        return problems.isEmpty() ? fromEnvironment(before) : before.with(problems);
    }

    private Optional<Made> make(String name, ConfigFile file, ConfigSection top, Reading before) {
        int problems = file.problems().size();
        Optional<Channel> created = create(name, top);
        boolean isClean = file.problems().size() == problems;
        String content = contentOf(top, name);
        Optional<Made> good = Optional.ofNullable(before.made().get(name))
                .filter(old -> old.isClean() || old.content().equals(content));
        return good.isPresent() && !isClean ? good : created.map(channel -> new Made(channel, content, isClean));
    }

    private Reading fromEnvironment(Reading before) {
        List<ConfigProblem> problems = new ArrayList<>();
        Map<String, Made> made = new LinkedHashMap<>();
        for (ChannelFactory factory : factories) {
            factory.fromEnvironment(
                            environment,
                            (option, reason, hint) ->
                                    problems.add(new ConfigProblem("environment", 0, option, reason, hint)))
                    // The environment of a process does not change.
                    .map(channel -> Optional.ofNullable(before.made().get(channel.name()))
                            .filter(old -> old.content().isEmpty())
                            .orElseGet(() -> new Made(channel, "", true)))
                    .ifPresent(one -> made.put(one.channel().name(), one));
        }
        return new Reading(List.copyOf(made.keySet()), made, problems, made.isEmpty() && problems.isEmpty());
    }

    private String contentOf(ConfigSection top, String name) {
        String written = top.contentOf(name);
        return written + secretsIn(written);
    }

    /** What the references in a text lead to, by reference; for one that leads nowhere, why. */
    Map<String, String> secretsIn(String text) {
        Map<String, String> values = new TreeMap<>();
        for (String reference : SecretReferences.in(text)) {
            try {
                values.put(reference, secrets.valueOf(reference));
            } catch (SecretMissing e) {
                values.put(reference, "needs " + e.getMessage());
            }
        }
        return values;
    }

    private Optional<Channel> create(String name, ConfigSection top) {
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
