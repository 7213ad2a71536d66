package dev.tocsin.alert.notify.chart;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values that an alert was judged by, window by window.
 *
 * @param title of one line; says what events may have said, and is only drawn
 * @param what the values are, such as {@code hits in 5 min}
 * @param unit behind a value, with a blank before it; empty for a plain number
 * @param points oldest first
 * @param fired end of the first window that breached
 * @param ended end of the window that was calm; null while the alert goes on
 */
public record Series(
        String title,
        String what,
        String unit,
        List<Point> points,
        @Nullable Double warning,
        @Nullable Double critical,
        Instant fired,
        @Nullable Instant ended) {
    /** Fewer say nothing. */
    public static final int LEAST_POINTS = 2;

    public Series {
        points = List.copyOf(points);
    }

    /** Whether there is something to draw. */
    public boolean isWorthDrawing() {
        return points.size() >= LEAST_POINTS && points.stream().anyMatch(point -> point.value() != null);
    }

    /** @param value of the window that ends then; null where there is none */
    public record Point(Instant end, @Nullable Double value) {}
}
