package dev.tocsin.alert.rule;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds of a rule: critical, warning or both, on the same side. One without a name is critical.
 *
 * @param warning null if the rule has none
 * @param critical null if the rule has none
 * @param recoverAt an alert that fires goes on until the value is as calm as this; null if not breaching is enough
 */
public record Levels(
        Direction direction,
        @Nullable Double warning,
        @Nullable Double critical,
        @Nullable Double recoverAt) {
    public Levels {
        if (warning == null && critical == null) {
            throw new IllegalArgumentException("levels without a threshold");
        }
    }

    public static Levels above(double critical) {
        return new Levels(Direction.ABOVE, null, critical, null);
    }

    public static Levels below(double critical) {
        return new Levels(Direction.BELOW, null, critical, null);
    }

    Levels recoveringAt(double value) {
        return new Levels(direction, warning, critical, value);
    }

    /** The threshold that is reached first. */
    public double mildest() {
        return thresholdOf(warning == null ? Severity.CRITICAL : Severity.WARNING);
    }

    /** The worst that there is. */
    public Severity worst() {
        return critical == null ? Severity.WARNING : Severity.CRITICAL;
    }

    /** The one on the side of the trouble. */
    public double furtherOf(double one, double other) {
        return direction == Direction.ABOVE ? Math.max(one, other) : Math.min(one, other);
    }

    /** Whether a value that breaches nothing is calm enough to end an alert. */
    public boolean isRecovered(double value) {
        return recoverAt == null || !direction.isBreach(value, recoverAt);
    }

    /** The worst level that the value breaches; empty when calm. */
    public Optional<Severity> breachedBy(double value) {
        if (critical != null && direction.isBreach(value, critical)) {
            return Optional.of(Severity.CRITICAL);
        }
        if (warning != null && direction.isBreach(value, warning)) {
            return Optional.of(Severity.WARNING);
        }
        return Optional.empty();
    }

    public double thresholdOf(Severity severity) {
        Double threshold = severity == Severity.CRITICAL ? critical : warning;
        if (threshold == null) {
            throw new IllegalArgumentException("no threshold for " + severity);
        }
        return threshold;
    }

    String inWords() {
        String only = worst() == Severity.WARNING ? " (warning)" : "";
        String thresholds = warning == null || critical == null
                ? side(mildest()) + only
                : side(warning) + " (warning), " + side(critical) + " (critical)";
        return recoverAt == null ? thresholds : thresholds + ", over at " + plain(recoverAt);
    }

    private String side(double threshold) {
        return direction.inWords() + " " + plain(threshold);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
