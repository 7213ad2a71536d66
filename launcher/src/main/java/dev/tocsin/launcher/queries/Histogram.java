package dev.tocsin.launcher.queries;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Counts over time as a few lines of text: bars above an axis with times. */
final class Histogram {
    private static final int ROWS = 6;
    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
    private static final List<Duration> STEPS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(12),
            Duration.ofDays(1),
            Duration.ofDays(7));

    private Histogram() {}

    /** The finest step with which a span has no more bars than that. */
    static Duration stepFor(Duration span, int bars) {
        return STEPS.stream()
                .filter(step -> span.dividedBy(step) + 2 <= bars)
                .findFirst()
                .orElse(Duration.ofDays(Math.max(1, span.toDays() / bars + 1)));
    }

    /** Columns left of the bars, for the largest count. */
    static int margin() {
        return 9;
    }

    /**
     * The lines, none wider than margin and bars.
     *
     * @param counts one bar each, the first begins at {@code from}
     * @param isFancy whether there are block characters
     */
    static List<String> lines(long[] counts, Instant from, Duration step, ZoneId zone, boolean isFancy) {
        long most = 0;
        for (long count : counts) {
            most = Math.max(most, count);
        }
        List<String> lines = new ArrayList<>();
        for (int row = ROWS - 1; row >= 0; row--) {
            String label = row == ROWS - 1 ? String.format(Locale.ROOT, "%7d ", most) : " ".repeat(8);
            StringBuilder line = new StringBuilder(label).append(isFancy ? '│' : '|');
            for (long count : counts) {
                line.append(most == 0 ? ' ' : cell(count, most, row, isFancy));
            }
            lines.add(line.toString().stripTrailing());
        }
        lines.add("      0 " + (isFancy ? "└" : "+") + (isFancy ? "─" : "-").repeat(counts.length));
        lines.add(axis(counts.length, from, step, zone));
        return lines;
    }

    private static char cell(long count, long most, int row, boolean isFancy) {
        // In eighths of a row; whatever is not zero is seen.
        long eighths = count == 0 ? 0 : Math.max(1, Math.round((double) count * ROWS * 8 / most));
        long here = Math.max(0, Math.min(8, eighths - row * 8L));
        return isFancy ? BLOCKS.charAt((int) here) : here == 0 ? ' ' : here < 4 ? '.' : '#';
    }

    private static String axis(int bars, Instant from, Duration step, ZoneId zone) {
        DateTimeFormatter format = DateTimeFormatter.ofPattern(
                        step.compareTo(Duration.ofHours(3)) >= 0 ? "MM-dd HH:mm" : "HH:mm:ss", Locale.ROOT)
                .withZone(zone);
        StringBuilder axis = new StringBuilder(" ".repeat(margin()));
        int every = step.compareTo(Duration.ofHours(3)) >= 0 ? 15 : 12;
        int width = every - 2;
        for (int bar = 0; bar + width <= Math.max(bars, width); bar += every) {
            axis.repeat(' ', margin() + bar - axis.length()).append(format.format(from.plus(step.multipliedBy(bar))));
        }
        return axis.toString();
    }
}
