package dev.tocsin.launcher.rules;

import dev.tocsin.alert.BacktestMessage;
import dev.tocsin.alert.BacktestReport;
import dev.tocsin.alert.BacktestReport.Episode;
import dev.tocsin.alert.BacktestWindow;
import dev.tocsin.alert.BacktestWindow.Sight;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Levels;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.launcher.terminal.Counted;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Style;
import dev.tocsin.launcher.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A backtest for a person: what happened, in order, with the messages; then the facts. */
final class BacktestText {
    private static final int WIDTH = 64;
    private static final int MOST_REASONS = 3;
    private static final int MOST_SPANS = 10;

    private final Terminal terminal;
    private final BacktestReport report;
    private final Rule rule;

    BacktestText(Terminal terminal, BacktestReport report) {
        this.terminal = terminal;
        this.report = report;
        this.rule = report.rule();
    }

    void tell() {
        terminal.line("");
        terminal.line(terminal.styled(Style.STRONG, rule.name()) + "  "
                + PlainText.of(rule.condition().inWords())
                + ", window " + Wording.duration(rule.window()) + ", "
                + rule.schedule().inWords()
                + (rule.enabled() ? "" : "  (enabled: false)"));
        terminal.line("  from " + Wording.time(report.since()) + " to " + Wording.time(report.until()));
        terminal.line("");
        tellInOrder();
        if (report.transitions().isEmpty()) {
            long undecided = report.count(Sight.UNDECIDED);
            terminal.line(
                    undecided > 0 && undecided == report.windows().size()
                            ? "  No window could be decided."
                            : "  Nothing would have happened.");
            terminal.line("");
        }
        tellValues();
        tellFacts();
    }

    /** What a window decided, and then what people would have read of it. */
    private void tellInOrder() {
        int next = 0;
        for (Transition transition : report.transitions()) {
            while (next < report.messages().size()
                    && decidedAt(report.messages().get(next)).isBefore(transition.at())) {
                tell(report.messages().get(next++));
            }
            tell(transition);
        }
        while (next < report.messages().size()) {
            tell(report.messages().get(next++));
        }
    }

    private Instant decidedAt(BacktestMessage message) {
        return message.at().minus(rule.delay());
    }

    private void tell(Transition transition) {
        Style style = switch (transition.kind()) {
            case FIRED, ESCALATED, NO_DATA, ERROR, EVENT -> Style.BAD;
            case RESOLVED, EXPIRED -> Style.GOOD;
            case PENDING, PENDING_DROPPED, DEESCALATED, RECOVERING, RELAPSED, UNWATCHED -> Style.DIM;
        };
        Severity severity = transition.severity();
        String kind = String.format(
                Locale.ROOT,
                "%-9s",
                transition.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        terminal.line("  " + Wording.time(transition.at()) + "  " + terminal.styled(style, kind)
                + (severity == null ? "" : "  " + severity.inWords()) + inWords(transition.group()) + "  "
                + PlainText.of(transition.reason()));
    }

    private static String inWords(GroupKey group) {
        return group.values().isEmpty()
                ? ""
                : group.values().entrySet().stream()
                        .map(entry -> PlainText.of(entry.getKey() + "=" + entry.getValue()))
                        .collect(Collectors.joining(", ", "  ", ""));
    }

    private void tell(BacktestMessage message) {
        SlackText slack = new SlackText(terminal);
        terminal.line(terminal.styled(Style.DIM, SlackText.reach(message.channels(), message.way())));
        slack.tell(message.slack(), message.at(), message.channels());
    }

    private void tellValues() {
        if (report.windows().isEmpty()) {
            return;
        }
        List<@Nullable Double> values = new ArrayList<>();
        report.windows().forEach(window -> values.add(window.value()));
        if (values.stream().allMatch(Objects::isNull)) {
            return;
        }
        Levels levels = rule.condition().levelsIfAny().orElse(null);
        Double threshold = levels == null ? null : levels.mildest();
        boolean isBelow = rule.condition().isTroubleBelow();
        Sparkline line = new Sparkline(values, WIDTH, threshold, isBelow, terminal.isFancy());
        terminal.line("  " + line.line());
        if (!line.marks().isBlank()) {
            terminal.line("  " + terminal.styled(Style.BAD, line.marks()));
        }
        String extreme = values.stream()
                .filter(Objects::nonNull)
                .max(isBelow ? Comparator.<Double>naturalOrder().reversed() : Comparator.naturalOrder())
                .map(value -> (isBelow ? "lowest " : "highest ") + Wording.number(value))
                .orElse("no value");
        terminal.line(terminal.styled(
                Style.DIM,
                "  a column is " + Counted.of(line.perColumn(), "window")
                        + (rule.groupBy().isEmpty() ? "" : ", its worst group") + "; " + extreme
                        + (threshold == null
                                ? ""
                                : "; ^ is " + (isBelow ? "below " : "above ") + Wording.number(threshold))));
        terminal.line("");
    }

    private void tellFacts() {
        long undecided = report.count(Sight.UNDECIDED);
        long empty = report.count(Sight.NO_DATA);
        terminal.line("  " + Counted.of(report.windows().size() - undecided, "window") + " evaluated"
                + (empty == 0 ? "" : " (" + empty + " without any event in the streams)") + ", "
                + terminal.styled(undecided == 0 ? Style.DIM : Style.BAD, undecided + " undecided"));
        report.windows().stream()
                .map(BacktestWindow::reason)
                .filter(Objects::nonNull)
                .distinct()
                .limit(MOST_REASONS)
                .forEach(reason -> terminal.text("    " + PlainText.of(reason)));
        List<Episode> episodes = report.episodes();
        long open = episodes.stream().filter(episode -> episode.end() == null).count();
        terminal.line("  " + Counted.of(episodes.size(), "firing episode")
                + (open == 0 ? "" : ", " + open + " of them still firing at the end")
                + report.longestEpisode().map(this::longest).orElse(""));
        tellFlapping();
        terminal.text("  " + Counted.of(report.messages().size(), "message")
                + ". Events that came too late and times of trouble are not played; the rule begins calm.");
    }

    private void tellFlapping() {
        report.flapping().stream()
                .limit(MOST_SPANS)
                .forEach(span -> terminal.line("  flapping from " + Wording.time(span.begin())
                        + (span.end() == null ? ", to the end" : " to " + Wording.time(span.end()))
                        + inWords(span.group()) + ": its changes are not told meanwhile"));
        int more = report.flapping().size() - MOST_SPANS;
        if (more > 0) {
            terminal.line("  and " + more + " times more");
        }
    }

    private String longest(Episode episode) {
        Duration length = episode.length(report.lastEnd().orElse(report.until()));
        return "; the longest took " + Wording.duration(length) + inWords(episode.group());
    }
}
