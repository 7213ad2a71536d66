package dev.tocsin.alert.schedule;

import dev.tocsin.alert.rule.Window;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What windows of a rule are made of: pieces of time of one length, so that each window is some of them and each event is
 * counted once, however much windows overlap; pure.
 *
 * @param span from the first window's start to the last one's end
 */
public record Panes(Window span, Duration length) {
    /** In one search: Elasticsearch takes 65,536, and what has more is no matter of a minute. */
    public static final int MOST = 10_000;

    /** @param windows in order, at least one */
    public static Panes of(List<Window> windows) {
        Instant first = windows.getFirst().start();
        BigInteger length = BigInteger.ZERO;
        for (Window window : windows) {
            length = length.gcd(BigInteger.valueOf(
                            Duration.between(first, window.start()).toMillis()))
                    .gcd(BigInteger.valueOf(
                            Duration.between(window.start(), window.end()).toMillis()));
        }
        return new Panes(new Window(first, windows.getLast().end()), Duration.ofMillis(length.longValueExact()));
    }

    public long number() {
        return Duration.between(span.start(), span.end()).dividedBy(length);
    }

    /** By how much panes of this length that begin at the epoch are shifted. */
    public Duration offset() {
        return Duration.ofMillis(Math.floorMod(span.start().toEpochMilli(), length.toMillis()));
    }

    /** @param events of each pane that has any, by its beginning */
    public long sum(Window window, Map<Instant, Long> events) {
        long sum = 0;
        for (Instant at = window.start(); at.isBefore(window.end()); at = at.plus(length)) {
            sum += events.getOrDefault(at, 0L);
        }
        return sum;
    }
}
