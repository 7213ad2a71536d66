package dev.tocsin.alert.rule;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of a window. */
public sealed interface Condition {
    /** As people and the version read it, such as {@code hits above 10 (warning), above 100 (critical)}. */
    String inWords();

    /** The number of matching events against levels. */
    record Count(Levels levels) implements Condition {
        @Override
        public String inWords() {
            return "hits " + levels.inWords();
        }
    }

    /**
     * No matching event.
     *
     * @param expected groups that are missed although nobody has seen them yet
     */
    record Absence(Severity severity, List<GroupKey> expected) implements Condition {
        public Absence {
            expected = List.copyOf(expected);
        }

        @Override
        public String inWords() {
            String groups = expected.isEmpty()
                    ? ""
                    : ", expected: "
                            + String.join(
                                    "; ",
                                    expected.stream()
                                            .map(group -> String.join(
                                                    ", ", group.values().values()))
                                            .toList());
            return "no event (" + severity.inWords() + ")" + groups;
        }
    }

    /** A number made of one field of the matching events. */
    record Metric(Measure measure, Levels levels) implements Condition {
        @Override
        public String inWords() {
            return measure.inWords() + " " + levels.inWords();
        }
    }

    /**
     * How many percent of the matching events also match a second query.
     *
     * @param minDenominator fewer events are not judged
     */
    record Ratio(RuleQuery part, long minDenominator, Levels levels) implements Condition {
        @Override
        public String inWords() {
            String least = minDenominator > 1 ? ", of at least " + minDenominator : "";
            return "percent with " + part.inWords() + " " + levels.inWords() + least;
        }
    }

    /**
     * How the number of matching events, or one made of a field, differs from that of an earlier window.
     *
     * @param measure null for the number of events
     * @param levels always above: of how much it differs in the direction that is the trouble
     * @param minNow fewer events in the window are not judged
     * @param minBefore fewer events in the earlier window are not judged
     */
    record Change(@Nullable Measure measure, Comparison comparison, Levels levels, long minNow, long minBefore)
            implements Condition {
        @Override
        public String inWords() {
            return comparison.inWords(measure == null ? "hits" : measure.inWords()) + " " + levels.inWords()
                    + (minNow > 0 ? ", of at least " + minNow + " events" : "")
                    + (minBefore > 0 ? ", before at least " + minBefore : "");
        }
    }

    /** Every matching event is told, once; nothing resolves. */
    record Each(Severity severity) implements Condition {
        @Override
        public String inWords() {
            return "each event (" + severity.inWords() + ")";
        }
    }

    /**
     * A value, or combination of values, that was not there before is told, once; nothing resolves. The fields are the last
     * of the rule's groups.
     *
     * @param within so long before the window it was not there
     * @param learn until events of the group are older than this, nothing is told: all would be new
     */
    record NewValue(List<String> fields, Duration within, Duration learn, Severity severity) implements Condition {
        public NewValue {
            fields = List.copyOf(fields);
        }

        @Override
        public String inWords() {
            return "new " + String.join(", ", fields) + " within " + DurationText.of(within) + " after "
                    + DurationText.of(learn) + " (" + severity.inWords() + ")";
        }
    }

    /**
     * A value that differs from the one before it is told, once; nothing resolves. The field is the last of the rule's
     * groups, those before it are the key.
     *
     * @param within how old the value before may be
     */
    record ValueChange(String field, Duration within, Severity severity) implements Condition {
        @Override
        public String inWords() {
            return "change of " + field + " within " + DurationText.of(within) + " (" + severity.inWords() + ")";
        }
    }

    /** Whether what it finds is told window by window, and nothing goes on or resolves. */
    default boolean tellsEvents() {
        return switch (this) {
            case Each _, NewValue _, ValueChange _ -> true;
            case Count _, Absence _, Metric _, Ratio _, Change _ -> false;
        };
    }

    /** Fields whose values it looks at: groups beside those that a person asked for. */
    default List<String> comparedFields() {
        return switch (this) {
            case NewValue(List<String> fields, Duration _, Duration _, Severity _) -> fields;
            case ValueChange(String field, Duration _, Severity _) -> List.of(field);
            case Count _, Absence _, Metric _, Ratio _, Change _, Each _ -> List.of();
        };
    }

    /** Whether few events are the trouble: then a group that is absent matters. */
    default boolean looksForTooFew() {
        return switch (this) {
            case Count(Levels levels) -> levels.direction() == Direction.BELOW;
            case Absence _ -> true;
            case Metric(Measure measure, Levels levels) ->
                levels.direction() == Direction.BELOW && measure.isZeroWithoutEvents();
            case Ratio _, Change _, Each _, NewValue _, ValueChange _ -> false;
        };
    }

    /** Whether the trouble is on the low side of the number that is judged. */
    default boolean isTroubleBelow() {
        return levelsIfAny()
                .map(levels -> levels.direction() == Direction.BELOW)
                .orElse(looksForTooFew());
    }

    /** Whether a window without any event in the streams can be the trouble itself. */
    default boolean judgesSilence() {
        return looksForTooFew()
                || (this instanceof Change change && change.comparison().turn() != Comparison.Turn.UP);
    }

    /** Groups that count as there whether anybody has seen them or not. */
    default List<GroupKey> expectedGroups() {
        return this instanceof Absence(Severity _, List<GroupKey> expected) ? expected : List.of();
    }

    /** Behind the number that is judged, with a blank before it; empty for a plain number. */
    default String unit() {
        return switch (this) {
            case Ratio _ -> " %";
            case Change change when change.comparison().by() == Comparison.Kind.FACTOR -> " times";
            case Count _, Absence _, Metric _, Change _, Each _, NewValue _, ValueChange _ -> "";
        };
    }

    /** How bad it is when nothing can be judged at all. */
    default Severity worst() {
        return switch (this) {
            case Absence(Severity severity, List<GroupKey> _) -> severity;
            case Each(Severity severity) -> severity;
            case NewValue(List<String> _, Duration _, Duration _, Severity severity) -> severity;
            case ValueChange(String _, Duration _, Severity severity) -> severity;
            case Count(Levels levels) -> levels.worst();
            case Metric(Measure _, Levels levels) -> levels.worst();
            case Ratio(RuleQuery _, long _, Levels levels) -> levels.worst();
            case Change change -> change.levels().worst();
        };
    }

    /** Levels, where there are any. */
    default Optional<Levels> levelsIfAny() {
        return switch (this) {
            case Count(Levels levels) -> Optional.of(levels);
            case Metric(Measure _, Levels levels) -> Optional.of(levels);
            case Ratio(RuleQuery _, long _, Levels levels) -> Optional.of(levels);
            case Change change -> Optional.of(change.levels());
            case Absence _, Each _, NewValue _, ValueChange _ -> Optional.empty();
        };
    }
}
