package dev.tocsin.alert;

import dev.tocsin.alert.evaluate.Evaluator;
import dev.tocsin.alert.notify.chart.AlertSeries;
import dev.tocsin.alert.notify.chart.Series;
import dev.tocsin.alert.query.Found;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.Levels;
import dev.tocsin.alert.rule.Measure;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of an alert's group in the last windows, asked and judged as those windows were. */
final class PastSeries implements AlertSeries {
    private static final int MOST_POINTS = 60;

    /** An event counts in so many of the windows at most: long windows that end often would be searched again and again. */
    private static final int MOST_OVERLAP = 10;

    /** How many of them are from before an alert that lasts long. */
    private static final int BEFORE = 10;

    private final WindowQueries queries;
    private final RuleBook rules;

    PastSeries(WindowQueries queries, RuleBook rules) {
        this.queries = queries;
        this.rules = rules;
    }

    /** Empty as well for a rule that measures something else by now. */
    @Override
    public Optional<Series> of(AlertNotice breach, @Nullable AlertNotice end) {
        return rules.current()
                .rule(breach.rule())
                .filter(rule -> rule.version().equals(breach.ruleVersion()))
                .flatMap(rule -> of(rule, breach, end));
    }

    private Optional<Series> of(Rule rule, AlertNotice breach, @Nullable AlertNotice end) {
        Window newest = end == null ? breach.window() : end.window();
        List<Window> windows = windowsUpTo(rule, newest.end(), breach.since());
        List<Optional<Found>> found = queries.series(rule, breach.group(), windows);
        List<Series.Point> points = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            points.add(new Series.Point(
                    windows.get(i).end(),
                    found.get(i).map(one -> valueOf(rule, one)).orElse(null)));
        }
        Optional<Levels> levels = rule.condition().levelsIfAny();
        Series series = new Series(
                titleOf(breach),
                whatOf(rule),
                rule.condition().unit(),
                points,
                levels.map(Levels::warning).orElse(null),
                levels.map(Levels::critical).orElse(null),
                breach.since(),
                end == null ? null : newest.end());
        return series.isWorthDrawing() ? Optional.of(series) : Optional.empty();
    }

    /** The last of them ends at {@code end}; where they cannot be all, they reach back to before {@code since}. */
    static List<Window> windowsUpTo(Rule rule, Instant end, Instant since) {
        Duration stride = max(
                rule.window().dividedBy(MOST_OVERLAP),
                Duration.between(since, end).dividedBy(MOST_POINTS - BEFORE));
        List<Window> windows = new ArrayList<>();
        Optional<Window> next = Optional.of(new Window(end.minus(rule.window()), end));
        while (next.isPresent() && windows.size() < MOST_POINTS) {
            windows.add(next.get());
            next = DueWindows.windowAt(rule, next.get().end().minus(stride));
        }
        Collections.reverse(windows);
        return windows;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static @Nullable Double valueOf(Rule rule, Found found) {
        return Evaluator.evaluate(rule, new WindowAnswer.Counted(found), Set.of(), Set.of()).verdicts().stream()
                .findFirst()
                .map(judged -> judged.verdict().valueIfAny())
                .orElse(null);
    }

    private static String titleOf(AlertNotice breach) {
        String group = String.join(", ", breach.group().values().values());
        return group.isEmpty() ? breach.title() : breach.title() + ": " + group;
    }

    private static String whatOf(Rule rule) {
        return switch (rule.condition()) {
                    case Condition.Metric(Measure measure, Levels _) -> measure.inWords();
                    case Condition.Ratio _ -> "percent of hits";
                    case Condition.Change _ -> "change of hits";
                    case Condition.Count _,
                            Condition.Absence _,
                            Condition.Each _,
                            Condition.NewValue _,
                            Condition.ValueChange _ -> "hits";
                }
                + " in " + Wording.duration(rule.window());
    }
}
