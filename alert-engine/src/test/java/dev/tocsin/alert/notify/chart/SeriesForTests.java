package dev.tocsin.alert.notify.chart;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An hour of a checkout that begins to fail ten minutes before its end. */
public final class SeriesForTests {
    public static final Instant FIRED = Instant.parse("2026-11-23T10:05:00Z");

    private SeriesForTests() {}

    public static Series failing() {
        return failing("Checkout is failing: checkout-api", null);
    }

    static Series failing(String title, @Nullable Instant ended) {
        Random random = new Random(1);
        List<Series.Point> points = new ArrayList<>();
        for (int minute = -50; minute < 10; minute++) {
            double value = minute < 0 ? 4 + random.nextInt(9) : ended != null && minute > 6 ? 7 : 110 + 5 * minute;
            points.add(new Series.Point(FIRED.plusSeconds(60L * minute), value));
        }
        return new Series(title, "hits in 5 min", "", points, 30.0, 100.0, FIRED, ended);
    }
}
