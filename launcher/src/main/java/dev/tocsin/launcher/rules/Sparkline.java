package dev.tocsin.launcher.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values over time in one line of bounded width: where there are more values than columns, a column shows the worst of
 * its values. Under it a mark where the threshold is passed.
 */
final class Sparkline {
    private static final String FANCY = "▁▂▃▄▅▆▇█";
    private static final String PLAIN = "_.-:=+*#";

    private final int perColumn;
    private final List<@Nullable Double> columns = new ArrayList<>();
    private final @Nullable Double threshold;
    private final boolean isBelow;
    private final String steps;

    /**
     * @param values null where there is none
     * @param threshold null if there is none
     * @param isBelow whether it is passed by what is below it
     */
    Sparkline(List<@Nullable Double> values, int width, @Nullable Double threshold, boolean isBelow, boolean fancy) {
        this.perColumn = Math.max(1, (values.size() + width - 1) / width);
        this.threshold = threshold;
        this.isBelow = isBelow;
        this.steps = fancy ? FANCY : PLAIN;
        for (int from = 0; from < values.size(); from += perColumn) {
            columns.add(worst(values.subList(from, Math.min(values.size(), from + perColumn))));
        }
    }

    /** How many values a column stands for. */
    int perColumn() {
        return perColumn;
    }

    private @Nullable Double worst(List<@Nullable Double> some) {
        Double worst = null;
        for (Double value : some) {
            if (value != null && (worst == null || (isBelow ? value < worst : value > worst))) {
                worst = value;
            }
        }
        return worst;
    }

    String line() {
        double top = threshold == null ? 0 : threshold;
        for (Double value : columns) {
            top = value == null ? top : Math.max(top, value);
        }
        StringBuilder line = new StringBuilder();
        for (Double value : columns) {
            line.append(value == null ? ' ' : steps.charAt(step(value, top)));
        }
        return line.toString();
    }

    private int step(double value, double top) {
        if (top <= 0) {
            return 0;
        }
        double share = Math.max(0, value) / top;
        return (int) Math.min(steps.length() - 1, Math.round(share * (steps.length() - 1)));
    }

    /** A caret under each column in which a value passes the threshold; blank if none does. */
    String marks() {
        StringBuilder marks = new StringBuilder();
        for (Double value : columns) {
            boolean passes = value != null && threshold != null && (isBelow ? value < threshold : value > threshold);
            marks.append(passes ? '^' : ' ');
        }
        return marks.toString().stripTrailing();
    }
}
