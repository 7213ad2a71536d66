package dev.tocsin.alert.rule;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code threshold} of a condition, and {@code recoverAt} beside it. */
final class LevelsReader {
    private final RuleSource source;
    private final Optional<YamlValue> recoverAt;

    /** @param recoverAt of the rule */
    LevelsReader(RuleSource source, Optional<YamlValue> recoverAt) {
        this.source = source;
        this.recoverAt = recoverAt;
    }

    /** Empty after reporting what is wrong. */
    Optional<Levels> read(YamlMapping condition) {
        Optional<YamlMapping> threshold =
                condition.require("threshold", "{above: 10}").flatMap(YamlValue::mapping);
        if (threshold.isEmpty()) {
            return Optional.empty();
        }
        Optional<Levels> levels = levels(threshold.get());
        threshold.get().reportUnknownKeys();
        return levels.flatMap(this::withRecovery);
    }

    private Optional<Levels> withRecovery(Levels levels) {
        if (recoverAt.isEmpty()) {
            return Optional.of(levels);
        }
        Optional<Double> calm = recoverAt.get().number();
        if (calm.isPresent() && levels.direction().isBreach(calm.get(), levels.mildest())) {
            recoverAt
                    .get()
                    .wrong(
                            "recoverAt has to be on the calm side of the threshold",
                            "such as threshold: {above: 100} and recoverAt: 80");
            return Optional.empty();
        }
        return calm.map(levels::recoveringAt);
    }

    /** One level on one side. */
    private record Level(Direction direction, double number) {}

    private Optional<Levels> levels(YamlMapping threshold) {
        Optional<YamlValue> warning = threshold.get("warning");
        Optional<YamlValue> critical = threshold.get("critical");
        if (warning.isEmpty() && critical.isEmpty()) {
            return level(threshold).map(only -> new Levels(only.direction(), null, only.number(), null));
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
        return Optional.of(new Levels(direction, numberOf(low), numberOf(high), null));
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
