package dev.tocsin.alert.route;

import java.time.Duration;

/**
 * How often people are bothered with a group of alerts.
 *
 * @param groupInterval least time between two posts about the group
 * @param repeatInterval after which what fires still is told again; zero for never
 */
public record Timing(Duration groupInterval, Duration repeatInterval) {
    static final Timing AT_ONCE = new Timing(Duration.ZERO, Duration.ZERO);
}
