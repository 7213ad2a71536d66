package dev.tocsin.alert.route;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads routes.yml, all problems at once. */
public final class RoutesFile {
    private RoutesFile() {}

    /**
     * What could be read, and what could not.
     *
     * @param doubts places that are right and surely not meant, such as routes to which no alert can come
     */
    public record Reading(Routes routes, List<ConfigProblem> problems, List<ConfigProblem> doubts) {}

    /**
     * @param channels names in channels.yml: a route to another one is a problem. A missing file is right while there is
     *     one channel, which then hears of all.
     */
    public static Reading read(Path path, Collection<String> channels) {
        return read(ConfigFile.Content.of(path), channels);
    }

    /** The same of what was read already. */
    public static Reading read(ConfigFile.Content content, Collection<String> channels) {
        ConfigFile.Opened opened = ConfigFile.open(content);
        Optional<ConfigSection> top = opened.top();
        top.ifPresent(section -> section.allowOnly("default", "routes", "timeIntervals", "inhibit"));
        Optional<String> named = top.flatMap(section -> section.section("default"))
                .flatMap(section -> {
                    allowNoMuteTimes(section);
                    if (!section.has("channel")) {
                        section.report("channel", "missing", "known channels: " + namesOf(channels));
                    }
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
        Grouping ofDefault = top.flatMap(section -> section.section("default"))
                .map(section -> new GroupingReader(channels).read(section, Grouping.STANDARD))
                .orElse(Grouping.STANDARD);
        // With a broken default the first channel hears of it: better than nobody.
        Optional<String> chosen = named.or(() -> channels.stream().findFirst());
        TimeIntervalReader times = new TimeIntervalReader(top);
        RouteReader reader = new RouteReader(channels, times);
        List<Route> routes =
                top.map(section -> reader.read(section, chosen, ofDefault)).orElse(List.of());
        InhibitionReader inhibitions = new InhibitionReader();
        List<Inhibition> inhibits = top.map(inhibitions::read).orElse(List.of());
        List<ConfigProblem> doubts = Stream.of(reader.doubts(), times.doubts(), inhibitions.doubts())
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(ConfigProblem::line))
                .toList();
        return new Reading(
                new Routes(chosen, ofDefault, routes, times.intervals(), inhibits),
                opened.file().problems(),
                doubts);
    }

    /** What no route takes is told at any time, as by Alertmanager. */
    private static void allowNoMuteTimes(ConfigSection section) {
        List<String> known = new ArrayList<>(GroupingReader.KEYS);
        known.addFirst("channel");
        if (section.has("muteTimes")) {
            known.add("muteTimes");
            section.report(
                    "muteTimes",
                    "the default is never muted",
                    "end routes with matchers: [], which takes what is left, and mute that one");
        }
        section.allowOnly(known.toArray(String[]::new));
    }

    /** Empty if there is none, or none of that name, which is reported. */
    static Optional<String> channelOf(ConfigSection section, Collection<String> channels) {
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
