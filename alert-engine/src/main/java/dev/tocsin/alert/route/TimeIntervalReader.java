package dev.tocsin.alert.route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code timeIntervals:}, names with a list of {@link MuteTime}s each, and what routes say of them. One that is
 * broken in part is not used: rather a page too many than one too few. For one file.
 */
final class TimeIntervalReader {
    private static final String KEY = "timeIntervals";
    private static final String MUTE_TIMES = "muteTimes";

    private final Optional<ConfigSection> section;
    private final Map<String, TimeInterval> intervals = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    TimeIntervalReader(Optional<ConfigSection> top) {
        this.section = top.flatMap(whole -> whole.section(KEY));
        section.ifPresent(this::readAll);
    }

    private void readAll(ConfigSection all) {
        for (String name : all.keys()) {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")) {
                all.report(name, "not a name for times", "letters, digits, dots, dashes and underscores");
                continue;
            }
            int before = all.problemsSoFar();
            List<MuteTime> times = new ArrayList<>();
            List<ConfigSection> entries = all.sections(name);
            entries.forEach(entry -> new MuteTimeReader(entry).read().ifPresent(times::add));
            if (entries.isEmpty() && all.problemsSoFar() == before) {
                all.report(name, "no time in it", "such as [{weekdays: ['saturday', 'sunday']}]");
            }
            if (all.problemsSoFar() == before) {
                intervals.put(name, new TimeInterval(name, times));
            }
        }
    }

    /** What mutes a route; a name that there is not is reported, and the route is told without it. */
    List<TimeInterval> muteTimesOf(ConfigSection route) {
        List<TimeInterval> mutes = new ArrayList<>();
        Set<String> known = section.map(ConfigSection::keys).orElse(Set.of());
        for (String name : route.textsOf(MUTE_TIMES)) {
            used.add(name);
            if (intervals.containsKey(name)) {
                mutes.add(intervals.get(name));
            } else if (!known.contains(name)) {
                route.report(
                        MUTE_TIMES,
                        "there is no time interval '" + name + "'",
                        ConfigSection.meant(name, known, "known in " + KEY + ": "));
            }
        }
        return mutes;
    }

    List<TimeInterval> intervals() {
        return List.copyOf(intervals.values());
    }

    /** Intervals that no route uses, once all routes are read. */
    List<ConfigProblem> doubts() {
        return intervals.keySet().stream()
                .filter(name -> !used.contains(name))
                .flatMap(name -> section.stream()
                        .map(all -> all.doubt(
                                name,
                                "no route uses it, so it mutes nothing",
                                "give the name to a route: " + MUTE_TIMES + ": [" + name + "]")))
                .toList();
    }
}
