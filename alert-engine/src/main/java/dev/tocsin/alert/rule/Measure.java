package dev.tocsin.alert.rule;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How one number is made of a field's values.
 *
 * @param percent of a percentile, above 0 and below 100; 0 for all others
 */
public record Measure(Function function, double percent, String field) {
    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,3})?)");

    /** The functions; cardinality and percentiles are estimates of Elasticsearch's where there are very many values. */
    public enum Function {
        AVG,
        SUM,
        MIN,
        MAX,
        /** The number of different values. */
        CARDINALITY,
        PERCENTILE
    }

    /** Such as {@code avg} or {@code p99.9}; empty if it is none. */
    static Optional<Measure> parse(String text, String field) {
        var percentile = PERCENTILE.matcher(text);
        if (percentile.matches()) {
            double percent = Double.parseDouble(percentile.group(1));
            return percent > 0 ? Optional.of(new Measure(Function.PERCENTILE, percent, field)) : Optional.empty();
        }
        return Arrays.stream(Function.values())
                .filter(function ->
                        function != Function.PERCENTILE && word(function).equals(text))
                .map(function -> new Measure(function, 0, field))
                .findFirst();
    }

    /** What can be written, with examples of percentiles. */
    static List<String> words() {
        return Stream.concat(
                        Arrays.stream(Function.values())
                                .filter(function -> function != Function.PERCENTILE)
                                .map(Measure::word),
                        Stream.of("p50", "p95", "p99.9"))
                .toList();
    }

    /** Such as {@code p95 of event.duration}. */
    public String inWords() {
        return name() + " of " + field;
    }

    /** As it is written in a rule. */
    public String name() {
        return function == Function.PERCENTILE
                ? "p" + BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString()
                : word(function);
    }

    /** Whether no event means zero, and not that there is no number. */
    public boolean isZeroWithoutEvents() {
        return function == Function.SUM || function == Function.CARDINALITY;
    }

    /** Whether any value can be counted; else it has to be a number. */
    public boolean takesAnyField() {
        return function == Function.CARDINALITY;
    }

    private static String word(Function function) {
        return function.name().toLowerCase(Locale.ROOT);
    }
}
