package dev.tocsin.alert.rule;

import java.time.Duration;
import java.time.Instant;

/** A span of event time, half-open: an event at {@code start} is in it, one at {@code end} is in the next. */
public record Window(Instant start, Instant end) {
    public Window {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("a window has to start before it ends: " + start + " " + end);
        }
    }

    public Window earlierBy(Duration span) {
        return new Window(start.minus(span), end.minus(span));
    }

    public Duration length() {
        return Duration.between(start, end);
    }
}
