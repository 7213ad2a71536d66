package dev.tocsin.alert.route;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads routes.yml, all problems at once. */
public final class RoutesFile {
    private RoutesFile() {}

    /** What could be read, and what could not. */
    public record Reading(Routes routes, List<ConfigProblem> problems) {}

    /**
     * @param channels names in channels.yml: a route to another one is a problem. A missing file is right while there is
     *     one channel, which then hears of all.
     */
    public static Reading read(Path path, Collection<String> channels) {
        ConfigFile.Opened opened = ConfigFile.open(path);
        Optional<ConfigSection> top = opened.top();
        List<Route> routes = new ArrayList<>();
        top.ifPresent(section -> {
            section.allowOnly("default", "routes");
            for (ConfigSection entry : section.sections("routes")) {
                readRoute(entry, channels).ifPresent(routes::add);
            }
        });
        Optional<String> named = top.flatMap(section -> section.section("default"))
                .flatMap(section -> {
                    section.allowOnly("channel");
                    return channelOf(section, channels);
                });
        boolean isReadable = top.isPresent() || opened.file().problems().isEmpty();
        boolean hasDefault = top.map(section -> section.has("default")).orElse(false);
        if (isReadable && !hasDefault && channels.size() > 1) {
            opened.file()
                    .report(
                            0,
                            "default",
                            "missing, and there is more than one channel",
                            "say who hears of what no route takes: default: {channel: "
                                    + channels.iterator().next() + "}");
        }
        // With a broken default the first channel hears of it: better than nobody.
        Optional<String> chosen = named.or(() -> channels.stream().findFirst());
        return new Reading(new Routes(chosen, routes), opened.file().problems());
    }

    private static Optional<Route> readRoute(ConfigSection entry, Collection<String> channels) {
        entry.allowOnly("match", "channel", "continue");
        Optional<Map<String, String>> match = entry.section("match").map(ConfigSection::texts);
        if (match.map(Map::isEmpty).orElse(true)) {
            entry.report("match", "missing or empty", "name at least one label, such as match: {team: payments}");
            return Optional.empty();
        }
        boolean goesOn = entry.flag("continue");
        return channelOf(entry, channels).map(channel -> new Route(match.get(), channel, goesOn));
    }

    private static Optional<String> channelOf(ConfigSection section, Collection<String> channels) {
        if (!section.has("channel")) {
            section.report("channel", "missing", "known channels: " + namesOf(channels));
        }
        return section.text("channel").filter(name -> {
            if (!channels.contains(name)) {
                section.report(
                        "channel",
                        "there is no channel '" + name + "'",
                        ConfigSection.meant(name, channels, "known channels: "));
            }
            return channels.contains(name);
        });
    }

    private static String namesOf(Collection<String> channels) {
        return channels.isEmpty() ? "none" : String.join(", ", channels);
    }
}
