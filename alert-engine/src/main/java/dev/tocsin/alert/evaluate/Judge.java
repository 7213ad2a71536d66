package dev.tocsin.alert.evaluate;

import dev.tocsin.alert.query.Found;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.alert.rule.Levels;
import dev.tocsin.alert.rule.Measure;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import java.time.Duration;
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
            case Condition.Metric(Measure measure, String field, Levels levels) ->
                metric(measure, field, levels, found.measured());
            case Condition.Ratio ratio -> ratio(ratio, found.hits(), countIn(found));
            case Condition.Change change -> change(change, found.hits(), countIn(found));
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

    private static Verdict metric(Measure measure, String field, Levels levels, @Nullable Double measured) {
        if (measured != null) {
            return against(levels, measured, "");
        }
        return measure.isZeroWithoutEvents()
                ? against(levels, 0, "")
                : new Verdict.Calm(null, "no event has a value of " + field);
    }

    private static Verdict ratio(Condition.Ratio ratio, long events, long part) {
        if (events < ratio.minDenominator()) {
            return tooFew(events, ratio.minDenominator(), "");
        }
        return against(ratio.levels(), PERCENT * part / events, part + " of " + events + " events");
    }

    private static Verdict change(Condition.Change change, long now, long before) {
        if (now < change.minNow()) {
            return tooFew(now, change.minNow(), "");
        }
        String earlier = " in " + change.against().inWords();
        if (before < change.minBefore()) {
            return tooFew(before, change.minBefore(), earlier);
        }
        return against(change.levels(), change.of(now, before), now + " events, " + before + earlier);
    }

    /** Of a group that is not there nothing may have been counted. */
    private static long countIn(Found found) {
        return found.measured() == null ? 0 : found.measured().longValue();
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
