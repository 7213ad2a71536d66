package dev.tocsin.alert.route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Reads {@code inhibit:}. An entry that is wrong in part hides nothing: rather a page too many. For one file. */
final class InhibitionReader {
    private static final String KEY = "inhibit";
    private static final String SOURCE = "source";
    private static final String TARGET = "target";
    private static final String EQUAL = "equal";
    private static final int MOST = 1_000;

    private final List<ConfigProblem> doubts = new ArrayList<>();

    List<Inhibition> read(ConfigSection top) {
        List<Inhibition> inhibitions = new ArrayList<>();
        List<ConfigSection> entries = top.sections(KEY);
        if (entries.size() > MOST) {
            top.report(KEY, "more than " + MOST + " entries", "what comes behind them is left out");
        }
        entries.stream().limit(MOST).forEach(entry -> one(entry).ifPresent(inhibitions::add));
        return inhibitions;
    }

    /** Entries that hide nothing, or more than is meant, in the order of the file. */
    List<ConfigProblem> doubts() {
        return List.copyOf(doubts);
    }

    private Optional<Inhibition> one(ConfigSection entry) {
        int before = entry.problemsSoFar();
        entry.allowOnly("name", SOURCE, TARGET, EQUAL);
        Inhibition inhibition = new Inhibition(
                entry.text("name").orElse(entry.path()),
                matchers(entry, SOURCE, "which alerts hide others"),
                matchers(entry, TARGET, "which alerts are hidden"),
                entry.textsOf(EQUAL));
        if (entry.problemsSoFar() > before) {
            return Optional.empty();
        }
        doubt(entry, inhibition);
        return Optional.of(inhibition);
    }

    /** None at all would be every alert, which nobody writes down on purpose. */
    private static List<Matcher> matchers(ConfigSection entry, String key, String which) {
        Optional<List<Matcher>> matchers = entry.list(key, RouteReader::matcher);
        if (!entry.has(key) || matchers.filter(List::isEmpty).isPresent()) {
            entry.report(key, "missing or empty", "say " + which + ", such as " + key + ": ['severity=critical']");
        }
        return matchers.orElse(List.of());
    }

    private void doubt(ConfigSection entry, Inhibition inhibition) {
        never(inhibition.source())
                .ifPresent(pair -> doubts.add(entry.doubt(SOURCE, "no alert can be a source: " + pair, "")));
        never(inhibition.target())
                .ifPresent(pair -> doubts.add(entry.doubt(TARGET, "no alert can be a target: " + pair, "")));
        if (new HashSet<>(inhibition.source()).equals(new HashSet<>(inhibition.target()))) {
            doubts.add(
                    entry.doubt(TARGET, "the same as source: of alerts that match both sides none hides another", ""));
        }
        if (inhibition.equal().contains("alertname")) {
            doubts.add(entry.doubt(
                    EQUAL,
                    "alertname is a label only where a rule sets it, and what two alerts do not have they have alike",
                    "the name of the rule is the label rule"));
        }
    }

    private static Optional<String> never(List<Matcher> matchers) {
        return matchers.stream()
                .flatMap(one -> matchers.stream()
                        .filter(one::excludes)
                        .map(other -> one.text() + " and " + other.text() + " never hold together"))
                .findFirst();
    }
}
