package dev.tocsin.alert.notify.chart;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Where on the picture a time and a value are, and at which the axes have marks. Pure. */
final class ChartFrame {
    static final int WIDTH = 800;
    static final int HEIGHT = 280;
    static final int LEFT = 66;
    static final int RIGHT = WIDTH - 104;
    static final int TOP = 62;
    static final int BOTTOM = HEIGHT - 34;

    private static final int MOST_VALUE_MARKS = 5;
    private static final int MOST_TIME_MARKS = 7;
    private static final double ROOM_ABOVE = 1.08;
    private static final List<Duration> STEPS = Stream.concat(
                    Stream.of(1, 2, 5, 10, 15, 30).map(Duration::ofMinutes),
                    Stream.of(1, 2, 3, 6, 12, 24, 48, 168, 720, 2160).map(Duration::ofHours))
            .toList();

    private final Instant first;
    private final Instant last;
    private final double least;
    private final double most;
    private final double step;

    ChartFrame(Series series) {
        this.first = series.points().getFirst().end();
        this.last = series.points().getLast().end();
        double[] values = DoubleStream.concat(
                        series.points().stream()
                                .map(Series.Point::value)
                                .filter(Objects::nonNull)
                                .mapToDouble(Double::doubleValue),
                        Stream.of(series.warning(), series.critical())
                                .filter(Objects::nonNull)
                                .mapToDouble(Double::doubleValue))
                .filter(Double::isFinite)
                .toArray();
        double highest = Math.max(0, DoubleStream.of(values).max().orElse(1));
        double lowest = Math.min(0, DoubleStream.of(values).min().orElse(0));
        double span = highest - lowest == 0 ? 1 : highest - lowest;
        this.step = niceStep(span * ROOM_ABOVE / MOST_VALUE_MARKS);
        this.least = lowest == 0 ? 0 : Math.floor(lowest * ROOM_ABOVE / step) * step;
        this.most = Math.max(least + step, highest + span * (ROOM_ABOVE - 1));
    }

    /** The least of 1, 2, 2.5 or 5 times a power of ten that is not below. */
    private static double niceStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double times : new double[] {1, 2, 2.5, 5}) {
            if (times * power >= least) {
                return times * power;
            }
        }
        return 10 * power;
    }

    double x(Instant time) {
        double share = (double) Duration.between(first, time).toMillis()
                / Math.max(1, Duration.between(first, last).toMillis());
        return LEFT + Math.clamp(share, 0, 1) * (RIGHT - LEFT);
    }

    double y(double value) {
        double share = (value - least) / (most - least);
        return BOTTOM - Math.clamp(share, 0, 1) * (BOTTOM - TOP);
    }

    boolean holds(Instant time) {
        return !time.isBefore(first) && !time.isAfter(last);
    }

    List<Double> valueMarks() {
        List<Double> marks = new ArrayList<>();
        long from = (long) Math.ceil(least / step - 1e-9);
        long to = (long) Math.floor(most / step + 1e-9);
        for (long i = from; i <= to; i++) {
            marks.add(i * step);
        }
        return marks;
    }

    List<Instant> timeMarks() {
        long seconds = timeStep().toSeconds();
        List<Instant> marks = new ArrayList<>();
        for (long at = Math.ceilDiv(first.getEpochSecond(), seconds) * seconds;
                at <= last.getEpochSecond();
                at += seconds) {
            marks.add(Instant.ofEpochSecond(at));
        }
        return marks;
    }

    /** Whether the marks of the time axis are days. */
    boolean marksDays() {
        return timeStep().compareTo(Duration.ofDays(1)) >= 0;
    }

    private Duration timeStep() {
        long span = Duration.between(first, last).toSeconds();
        return STEPS.stream()
                .filter(one -> span / one.toSeconds() <= MOST_TIME_MARKS)
                .findFirst()
                .orElseGet(() -> Duration.ofSeconds(Math.max(1, span / MOST_TIME_MARKS)));
    }
}
