package dev.tocsin.alert.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the tree under {@code routes:}. An entry of which it is not certain what it takes, or to whom it goes, is left
 * out with all below it: the entries behind it and the default hear of its alerts. For one file.
 */
final class RouteReader {
    /** Aliases of YAML can make a tree without end of a short file. */
    private static final int DEEPEST = 16;

    private static final int MOST = 5_000;
    private static final String ROUTES = "routes";
    private static final String CHANNEL = "channel";
    private static final String MATCH = "match";
    private static final String MATCHERS = "matchers";
    private static final String[] KNOWN = Stream.concat(
                    Stream.of(MATCH, MATCHERS, CHANNEL, "continue", "muteTimes", ROUTES), GroupingReader.KEYS.stream())
            .toArray(String[]::new);

    private final Collection<String> channels;
    private final TimeIntervalReader times;
    private final GroupingReader groupings;
    private final List<ConfigProblem> doubts = new ArrayList<>();
    private int count;
    private boolean isFull;

    RouteReader(Collection<String> channels, TimeIntervalReader times) {
        this.channels = channels;
        this.times = times;
        this.groupings = new GroupingReader(channels);
    }

    /** Routes to which no alert can come, in the order of the file. */
    List<ConfigProblem> doubts() {
        return List.copyOf(doubts);
    }

    List<Route> read(ConfigSection top, Optional<String> defaultChannel, Grouping ofDefault) {
        return below(top, defaultChannel, ofDefault, Reach.ALL, 1);
    }

    private List<Route> below(
            ConfigSection parent, Optional<String> channel, Grouping grouping, Reach atParent, int depth) {
        List<Route> routes = new ArrayList<>();
        Reach reach = atParent;
        for (ConfigSection entry : parent.sections(ROUTES)) {
            if (isTooMuch(entry, depth)) {
                return routes;
            }
            Optional<Route> route = one(entry, channel, grouping, reach, depth);
            if (route.isPresent()) {
                routes.add(route.get());
                reach = reach.behind(entry.path(), route.get());
            }
        }
        return routes;
    }

    /** Told once. */
    private boolean isTooMuch(ConfigSection entry, int depth) {
        count++;
        if (!isFull && (depth > DEEPEST || count > MOST)) {
            isFull = true;
            entry.report(
                    "",
                    depth > DEEPEST
                            ? "more than " + DEEPEST + " routes below each other"
                            : "more than " + MOST + " routes",
                    "what comes here and behind it is left out");
        }
        return isFull;
    }

    private Optional<Route> one(
            ConfigSection entry, Optional<String> inherited, Grouping above, Reach reach, int depth) {
        // What is not known may have been meant for what decides.
        boolean isWhole = entry.allowOnly(KNOWN);
        Optional<List<Matcher>> matchers = matchers(entry);
        boolean goesOn = entry.flag("continue");
        Optional<String> channel =
                entry.has(CHANNEL) ? RoutesFile.channelOf(entry, channels) : inheritedBy(entry, inherited);
        Grouping grouping = groupings.read(entry, above);
        List<TimeInterval> muteTimes = times.muteTimesOf(entry);
        Reach inside = reach.narrowedBy(matchers.orElse(List.of()));
        if (matchers.isPresent()) {
            inside = doubted(entry, inside);
        }
        List<Route> routes = below(entry, channel.or(() -> inherited), grouping, inside, depth + 1);
        return isWhole && matchers.isPresent()
                ? channel.map(name -> new Route(matchers.get(), name, goesOn, grouping, muteTimes, routes))
                : Optional.empty();
    }

    /** Said once: what is below it cannot be reached either. */
    private Reach doubted(ConfigSection entry, Reach reach) {
        Optional<Reach.Doubt> doubt = reach.doubt();
        doubt.ifPresent(found -> doubts.add(entry.doubt(found.reason(), found.hint())));
        return doubt.isPresent() ? reach.doubtedAlready() : reach;
    }

    private static Optional<String> inheritedBy(ConfigSection entry, Optional<String> inherited) {
        if (inherited.isEmpty()) {
            entry.report(CHANNEL, "missing, and there is no channel above that it could have", "write channels.yml");
        }
        return inherited;
    }

    private static Optional<List<Matcher>> matchers(ConfigSection entry) {
        List<Matcher> matchers = new ArrayList<>();
        boolean isWhole = true;
        if (entry.has(MATCH)) {
            Optional<ConfigSection> match = entry.section(MATCH);
            Map<String, String> texts = match.map(ConfigSection::texts).orElse(Map.of());
            texts.forEach((label, text) -> matchers.add(Matcher.equal(label, text)));
            isWhole = match.isPresent() && texts.size() == match.get().keys().size();
        }
        if (entry.has(MATCH) ? isWhole && matchers.isEmpty() : !entry.has(MATCHERS)) {
            entry.report(
                    MATCH,
                    "missing or empty",
                    "name at least one label, such as match: {team: payments}; matchers: [] takes every alert");
            return Optional.empty();
        }
        Optional<List<Matcher>> parsed =
                entry.has(MATCHERS) ? entry.list(MATCHERS, RouteReader::matcher) : Optional.of(List.of());
        parsed.ifPresent(matchers::addAll);
        return isWhole && parsed.isPresent() ? Optional.of(matchers) : Optional.empty();
    }

    static Optional<Matcher> matcher(ConfigText text) {
        try {
            return Optional.of(Matcher.parse(text.text()));
        } catch (BadMatcher e) {
            text.report(String.valueOf(e.getMessage()), e.hint());
            return Optional.empty();
        }
    }
}
