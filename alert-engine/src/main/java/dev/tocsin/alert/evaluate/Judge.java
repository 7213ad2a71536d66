package dev.tocsin.alert.evaluate;

import dev.tocsin.alert.query.Found;
import dev.tocsin.alert.rule.Comparison;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.alert.rule.Levels;
import dev.tocsin.alert.rule.Measure;
import dev.tocsin.alert.rule.Numbers;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a condition says of what was found of one group; pure. */
final class Judge {
    private static final double PERCENT = 100;

    private Judge() {}

    static Verdict verdictFor(Rule rule, Found found) {
        return switch (rule.condition()) {
            case Condition.Count(Levels levels) -> against(levels, found.hits(), "");
            case Condition.Absence(Severity severity, var _) ->
                found.hits() > 0
                        ? new Verdict.Calm(found.hits())
                        : new Verdict.Breach(severity, 0, null, "no event in " + DurationText.of(rule.window()));
            case Condition.Metric(Measure measure, Levels levels) -> metric(measure, levels, found);
            case Condition.Ratio ratio -> ratio(ratio, found);
            case Condition.Change change -> change(change, found);
            case Condition.NewValue(var _, Duration within, var _, Severity severity) ->
                compared(found, severity, "not seen in " + DurationText.of(within) + " before");
            case Condition.ValueChange(var _, var _, Severity severity) ->
                compared(found, severity, "it was " + found.earlier() + " before");
            case Condition.Each(Severity severity) ->
                found.hits() > 0 ? new Verdict.Breach(severity, found.hits(), null) : new Verdict.Calm(0);
        };
    }

    /** Without a number nobody knows what was before. */
    private static Verdict compared(Found found, Severity severity, String basis) {
        return found.measured() != null && found.measured() == 0
                ? new Verdict.Breach(severity, found.hits(), null, basis)
                : new Verdict.Calm(null, "");
    }

    private static Verdict metric(Measure measure, Levels levels, Found found) {
        Double value = valueOf(measure, found);
        return value == null ? new Verdict.Calm(null, noValueOf(measure)) : against(levels, value, "");
    }

    private static @Nullable Double valueOf(Measure measure, Found found) {
        return found.measured() == null && measure.isZeroWithoutEvents() ? Double.valueOf(0) : found.measured();
    }

    private static String noValueOf(Measure measure) {
        return "no event has a value of " + measure.field();
    }

    private static Verdict ratio(Condition.Ratio ratio, Found found) {
        long events = found.hits();
        if (events < ratio.minDenominator()) {
            return tooFew(events, ratio.minDenominator(), "");
        }
        long part = found.measured() == null ? 0 : found.measured().longValue();
        return against(ratio.levels(), PERCENT * part / events, part + " of " + events + " events");
    }

    private static Verdict change(Condition.Change change, Found now) {
        // A group that is in neither of the two windows.
        Found before = Objects.requireNonNullElse(now.before(), Found.NOTHING);
        String earlier = " in " + change.comparison().against().inWords();
        if (now.hits() < change.minNow()) {
            return tooFew(now.hits(), change.minNow(), "");
        }
        if (before.hits() < change.minBefore()) {
            return tooFew(before.hits(), change.minBefore(), earlier);
        }
        Measure measure = change.measure();
        return measure == null
                ? changedHits(change, now.hits(), before.hits(), earlier)
                : changedValue(change, valueOf(measure, now), valueOf(measure, before), measure, earlier);
    }

    /** A count of zero is taken for one: all and nothing are no factor. */
    private static Verdict changedHits(Condition.Change change, long now, long before, String earlier) {
        boolean isFactor = change.comparison().by() == Comparison.Kind.FACTOR;
        double difference = isFactor
                ? change.comparison().of(Math.max(1, before), Math.max(1, now))
                : change.comparison().of(before, now);
        return against(change.levels(), difference, now + " events, " + before + earlier);
    }

    private static Verdict changedValue(
            Condition.Change change, @Nullable Double now, @Nullable Double before, Measure measure, String earlier) {
        if (now == null || before == null) {
            return new Verdict.Calm(null, noValueOf(measure) + (now == null ? "" : earlier));
        }
        String basis = Numbers.inWords(now) + ", " + Numbers.inWords(before) + earlier;
        if (change.comparison().by() == Comparison.Kind.FACTOR && (now <= 0 || before <= 0)) {
            return new Verdict.Calm(null, "a factor needs two numbers above zero: " + basis);
        }
        return against(change.levels(), change.comparison().of(before, now), basis);
    }

    private static Verdict tooFew(long events, long least, String where) {
        return new Verdict.Calm(null, "fewer than " + least + " events" + where + " are not judged: " + events);
    }

    private static Verdict against(Levels levels, double value, String basis) {
        return levels.breachedBy(value)
                .<Verdict>map(severity -> new Verdict.Breach(severity, value, levels.thresholdOf(severity), basis))
                .orElseGet(() ->
                        levels.isRecovered(value) ? new Verdict.Calm(value, basis) : new Verdict.Between(value, basis));
    }
}
