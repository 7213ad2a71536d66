package dev.tocsin.alert.rule;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code condition} of a rule file. */
final class ConditionReader {
    private final RuleSource source;
    private final YamlMapping mapping;

    ConditionReader(RuleSource source, YamlMapping mapping) {
        this.source = source;
        this.mapping = mapping;
    }

    Optional<Condition> read() {
        Optional<YamlValue> count = mapping.get("count");
        Optional<YamlValue> each = mapping.get("each");
        if (count.isPresent() == each.isPresent()) {
            source.error(
                    mapping.node(),
                    mapping.pathOf("count"),
                    count.isPresent() ? "both count and each are set" : "missing",
                    count.isPresent() ? "keep one" : "add count: hits, or each: event");
            mapping.reportUnknownKeys();
            return Optional.empty();
        }
        Optional<Condition> condition = count.isPresent() ? counted(count.get()) : told(each.orElseThrow());
        mapping.reportUnknownKeys();
        return condition;
    }

    private Optional<Condition> counted(YamlValue count) {
        if (!count.text().filter("hits"::equals).isPresent()) {
            count.wrong("what can be counted is 'hits'", "write count: hits");
        }
        Optional<YamlMapping> threshold =
                mapping.require("threshold", "{above: 10}").flatMap(YamlValue::mapping);
        if (threshold.isEmpty()) {
            return Optional.empty();
        }
        Optional<Levels> levels = levels(threshold.get());
        threshold.get().reportUnknownKeys();
        return levels.map(Condition.Count::new);
    }

    private Optional<Condition> told(YamlValue each) {
        if (!each.text().filter("event"::equals).isPresent()) {
            each.wrong("what can be told is 'event'", "write each: event");
        }
        return Optional.of(new Condition.Each(mapping.get("severity")
                .flatMap(value -> value.oneOf(Severity.class))
                .orElse(Severity.WARNING)));
    }

    /** One level on one side. */
    private record Level(Direction direction, double number) {}

    private Optional<Levels> levels(YamlMapping threshold) {
        Optional<YamlValue> warning = threshold.get("warning");
        Optional<YamlValue> critical = threshold.get("critical");
        if (warning.isEmpty() && critical.isEmpty()) {
            return level(threshold).map(only -> new Levels(only.direction(), null, only.number()));
        }
        Level low = warning.flatMap(this::namedLevel).orElse(null);
        Level high = critical.flatMap(this::namedLevel).orElse(null);
        if ((warning.isPresent() && low == null) || (critical.isPresent() && high == null)) {
            return Optional.empty();
        }
        if (low != null && high != null && !isWorse(high, low)) {
            critical.ifPresent(value -> value.wrong(
                    "critical has to be further than warning, on the same side",
                    "such as {warning: {above: 10}, critical: {above: 100}}"));
            return Optional.empty();
        }
        Direction direction = low != null ? low.direction() : directionOf(high);
        return Optional.of(new Levels(direction, numberOf(low), numberOf(high)));
    }

    private static boolean isWorse(Level high, Level low) {
        return high.direction() == low.direction() && high.direction().isBreach(high.number(), low.number());
    }

    private static Direction directionOf(@Nullable Level level) {
        return level == null ? Direction.ABOVE : level.direction();
    }

    private static @Nullable Double numberOf(@Nullable Level level) {
        return level == null ? null : level.number();
    }

    private Optional<Level> namedLevel(YamlValue value) {
        return value.mapping().flatMap(inner -> {
            Optional<Level> level = level(inner);
            inner.reportUnknownKeys();
            return level;
        });
    }

    private Optional<Level> level(YamlMapping inner) {
        Optional<YamlValue> above = inner.get("above");
        Optional<YamlValue> below = inner.get("below");
        if (above.isPresent() == below.isPresent()) {
            source.error(
                    inner.node(),
                    inner.pathOf("above"),
                    above.isPresent() ? "both above and below are set" : "missing",
                    above.isPresent() ? "keep one" : "add above: 10, or below: 1");
            return Optional.empty();
        }
        Direction direction = above.isPresent() ? Direction.ABOVE : Direction.BELOW;
        return above.or(() -> below).flatMap(YamlValue::number).map(number -> new Level(direction, number));
    }
}
