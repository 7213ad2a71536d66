package dev.tocsin.alert.rule;

import dev.tocsin.settings.DidYouMean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code condition} of a rule file. */
final class ConditionReader {
    private static final List<String> KINDS =
            List.of("count", "metric", "ratio", "change", "absence", "newValue", "valueChange", "each");
    static final String NOTHING_TO_RECOVER_FROM = "this condition has no threshold to recover from";

    private static final int MOST = 1_000_000_000;
    private static final double PERCENT = 100;
    private static final Duration SHORTEST_WITHIN = Duration.ofMinutes(1);
    private static final Duration USUAL_WITHIN = Duration.ofDays(30);
    private static final Duration LONGEST_WITHIN = Duration.ofDays(366);
    private static final Duration USUAL_LEARNING = Duration.ofDays(1);

    private final RuleSource source;
    private final YamlMapping mapping;
    private final Around around;

    /**
     * What a condition refers to.
     *
     * @param query of the rule; empty if that is wrong
     * @param groupBy of the rule
     * @param recoverAt of the rule
     */
    record Around(
            Optional<RuleQuery> query, List<String> groupBy, Optional<YamlValue> recoverAt, QueryLibrary library) {}

    ConditionReader(RuleSource source, YamlMapping mapping, Around around) {
        this.source = source;
        this.mapping = mapping;
        this.around = around;
    }

    /** Empty after reporting what is wrong. */
    Optional<Condition> read() {
        List<String> written = KINDS.stream().filter(mapping::has).toList();
        if (written.size() != 1) {
            KINDS.forEach(mapping::get);
            source.error(
                    mapping.node(),
                    mapping.pathOf(written.isEmpty() ? "count" : written.get(1)),
                    written.isEmpty() ? "missing" : "both " + written.get(0) + " and " + written.get(1) + " are set",
                    written.isEmpty()
                            ? "add one of count: hits, metric: avg, ratio: {kql: …}, change: hits, absence: events,"
                                    + " newValue: FIELD, valueChange: FIELD, each: event"
                            : "keep one");
            mapping.reportUnknownKeys();
            return Optional.empty();
        }
        String kind = written.getFirst();
        Optional<Condition> condition = mapping.get(kind).flatMap(value -> switch (kind) {
            case "count" -> counted(value);
            case "metric" -> measured(value);
            case "ratio" -> ratio(value);
            case "change" -> changed(value);
            case "absence" -> absent(value);
            case "newValue" -> newValue(value);
            case "valueChange" -> valueChange(value);
            case "each" -> told(value);
            default -> throw new IllegalStateException(kind);
        });
        mapping.reportUnknownKeys();
        return condition.filter(this::takesRecovery);
    }

    /** What has no levels is over as soon as it does not hold. */
    private boolean takesRecovery(Condition condition) {
        boolean isRight =
                around.recoverAt().isEmpty() || condition.levelsIfAny().isPresent();
        if (!isRight) {
            around.recoverAt().ifPresent(value -> value.wrong(NOTHING_TO_RECOVER_FROM, "remove it"));
        }
        return isRight;
    }

    private Optional<Levels> levels() {
        return new LevelsReader(source, around.recoverAt()).read(mapping);
    }

    /** The one word that may stand behind the kind. */
    private static boolean isWord(YamlValue value, String word, String what) {
        boolean isRight = value.text().filter(word::equals).isPresent();
        if (!isRight) {
            value.wrong("what can be " + what + " is '" + word + "'", "write " + value.key() + ": " + word);
        }
        return isRight;
    }

    private Optional<Condition> counted(YamlValue value) {
        isWord(value, "hits", "counted");
        return levels().map(Condition.Count::new);
    }

    private Optional<Condition> measured(YamlValue value) {
        Optional<Measure> measure = measure(value);
        Optional<Levels> levels = levels();
        return measure.isEmpty() ? Optional.empty() : levels.map(known -> new Condition.Metric(measure.get(), known));
    }

    private Optional<Measure> measure(YamlValue value) {
        Optional<String> field = mapping.require("field", "event.duration").flatMap(YamlValue::text);
        return value.text().flatMap(text -> {
            Optional<Measure> known = Measure.parse(text, field.orElse(""));
            if (known.isEmpty()) {
                value.wrong(
                        "'" + text + "' is nothing that can be measured",
                        DidYouMean.nearest(text, Measure.words())
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("one of " + String.join(", ", Measure.words())));
            }
            return field.isEmpty() ? Optional.empty() : known;
        });
    }

    private Optional<Condition> ratio(YamlValue value) {
        Optional<RuleQuery> part = value.mapping()
                .flatMap(inner -> around.query().flatMap(whole -> {
                    Optional<QueryReader.Asked> asked = QueryReader.within(whole, source, inner, around.library())
                            .read();
                    inner.reportUnknownKeys();
                    return asked.map(QueryReader.Asked::query);
                }));
        long least = least("minDenominator", 1).orElse(1L);
        Optional<Levels> levels = levels().filter(this::arePercents);
        return part.isEmpty() ? Optional.empty() : levels.map(known -> new Condition.Ratio(part.get(), least, known));
    }

    private boolean arePercents(Levels levels) {
        boolean isRight = levels.mildest() >= 0
                && levels.mildest() <= PERCENT
                && levels.thresholdOf(levels.worst()) >= 0
                && levels.thresholdOf(levels.worst()) <= PERCENT;
        if (!isRight) {
            mapping.get("threshold")
                    .ifPresent(value ->
                            value.wrong("a ratio is a number of percent, from 0 to 100", "such as {above: 5}"));
        }
        return isRight;
    }

    private Optional<Condition> changed(YamlValue value) {
        boolean counts = value.text().filter("hits"::equals).isPresent();
        Optional<Measure> measure = counts ? Optional.empty() : measure(value);
        Comparison comparison = new Comparison(
                oneOf("against", Comparison.Reference.class, Comparison.Reference.WINDOW),
                oneOf("by", Comparison.Kind.class, Comparison.Kind.FACTOR),
                oneOf("direction", Comparison.Turn.class, Comparison.Turn.UP));
        long minNow = least("minNow", 0).orElse(0L);
        long minBefore = least("minBefore", 0).orElse(0L);
        Optional<Levels> levels = levels().filter(known -> isDifference(known, comparison.by()));
        return counts || measure.isPresent()
                ? levels.map(known -> new Condition.Change(measure.orElse(null), comparison, known, minNow, minBefore))
                : Optional.empty();
    }

    private <E extends Enum<E>> E oneOf(String key, Class<E> type, E otherwise) {
        return mapping.get(key).flatMap(written -> written.oneOf(type)).orElse(otherwise);
    }

    private boolean isDifference(Levels levels, Comparison.Kind by) {
        Optional<YamlValue> threshold = mapping.get("threshold");
        if (levels.direction() == Direction.BELOW) {
            threshold.ifPresent(value -> value.wrong(
                    "a change is compared by how much it is, so below would fire while nothing changes",
                    "write direction: down, and threshold: {above: 2}"));
            return false;
        }
        if (by == Comparison.Kind.FACTOR && levels.mildest() < 1) {
            threshold.ifPresent(value -> value.wrong(
                    "a factor starts at 1, which is no change",
                    "{above: 3} is more than three times as many, or as few"));
            return false;
        }
        return true;
    }

    private Optional<Long> least(String key, int min) {
        return mapping.get(key).flatMap(value -> value.integerFrom(min, MOST)).map(Integer::longValue);
    }

    private Optional<Condition> absent(YamlValue value) {
        isWord(value, "events", "absent");
        Severity severity = severity().orElse(Severity.CRITICAL);
        return Optional.of(new Condition.Absence(
                severity, mapping.get("expect").map(this::expected).orElse(List.of())));
    }

    /** Groups, each by its values in the order of {@code groupBy}: one value, or a list. */
    private List<GroupKey> expected(YamlValue value) {
        if (around.groupBy().isEmpty()) {
            value.wrong("only groups can be expected, and the rule has no groupBy", "add groupBy: [host.name]");
            return List.of();
        }
        List<GroupKey> groups = new ArrayList<>();
        for (YamlValue one : value.items()) {
            List<String> values = one.texts();
            if (values.size() != around.groupBy().size()) {
                one.wrong(
                        "expected " + around.groupBy().size() + " values, of " + String.join(", ", around.groupBy()),
                        around.groupBy().size() == 1
                                ? "such as [web-1, web-2]"
                                : "such as [[checkout, web-1], [checkout, web-2]]");
                continue;
            }
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                named.put(around.groupBy().get(i), values.get(i));
            }
            groups.add(new GroupKey(named));
        }
        return groups.stream().distinct().toList();
    }

    private Optional<Condition> newValue(YamlValue value) {
        List<String> fields = value.texts();
        if (fields.isEmpty() || fields.stream().distinct().count() < fields.size()) {
            value.wrong("takes a field, or a list of different ones", "such as user.name, or [user.name, source.ip]");
        }
        Duration within = duration("within", SHORTEST_WITHIN, LONGEST_WITHIN).orElse(USUAL_WITHIN);
        Duration learn = duration("learn", Duration.ZERO, LONGEST_WITHIN).orElse(shorter(USUAL_LEARNING, within));
        if (learn.compareTo(within) > 0) {
            mapping.get("learn")
                    .ifPresent(written ->
                            written.wrong("longer than within: what is older is not looked at", "shorten it"));
        }
        Severity severity = severity().orElse(Severity.WARNING);
        return notGrouped(value, fields)
                ? Optional.of(new Condition.NewValue(fields, within, learn, severity))
                : Optional.empty();
    }

    private Optional<Condition> valueChange(YamlValue value) {
        Duration within = duration("within", SHORTEST_WITHIN, LONGEST_WITHIN).orElse(USUAL_WITHIN);
        Severity severity = severity().orElse(Severity.WARNING);
        return value.text()
                .filter(field -> notGrouped(value, List.of(field)))
                .map(field -> new Condition.ValueChange(field, within, severity));
    }

    private boolean notGrouped(YamlValue value, List<String> fields) {
        boolean isApart = fields.stream().noneMatch(around.groupBy()::contains);
        if (!isApart) {
            value.wrong("stands in groupBy, too: in a group it has one value", "remove it from groupBy");
        }
        return isApart && !fields.isEmpty();
    }

    private Optional<Duration> duration(String key, Duration min, Duration max) {
        return mapping.get(key).flatMap(value -> value.durationFrom(min, max));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Optional<Condition> told(YamlValue value) {
        isWord(value, "event", "told");
        return Optional.of(new Condition.Each(severity().orElse(Severity.WARNING)));
    }

    private Optional<Severity> severity() {
        return mapping.get("severity").flatMap(value -> value.oneOf(Severity.class));
    }
}
