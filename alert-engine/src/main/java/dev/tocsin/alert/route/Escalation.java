package dev.tocsin.alert.route;

import java.time.Duration;

/**
 * Another channel that hears of an alert which nobody looks after.
 *
 * @param after since the first channel was told
 */
public record Escalation(Duration after, String channel) {}
