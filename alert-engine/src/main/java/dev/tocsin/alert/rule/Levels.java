package dev.tocsin.alert.rule;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds of a rule: critical, warning or both, on the same side. One without a name is critical.
 *
 * @param warning null if the rule has none
 * @param critical null if the rule has none
 */
public record Levels(
        Direction direction,
        @Nullable Double warning,
        @Nullable Double critical) {
    public Levels {
        if (warning == null && critical == null) {
            throw new IllegalArgumentException("levels without a threshold");
        }
    }

    public static Levels above(double critical) {
        return new Levels(Direction.ABOVE, null, critical);
    }

    public static Levels below(double critical) {
        return new Levels(Direction.BELOW, null, critical);
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
        if (warning == null || critical == null) {
            String only = direction.inWords() + " " + plain(warning == null ? critical : warning);
            return warning == null ? only : only + " (warning)";
        }
        return direction.inWords() + " " + plain(warning) + " (warning), " + direction.inWords() + " " + plain(critical)
                + " (critical)";
    }

    private static String plain(@Nullable Double number) {
        return number == null
                ? ""
                : BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
