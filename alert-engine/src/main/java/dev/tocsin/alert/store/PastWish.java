package dev.tocsin.alert.store;

import java.time.Duration;

/**
 * How much of a rule's past is to be kept.
 *
 * @param settings all that its decisions depend on: what was decided by others cannot be decided again
 * @param horizon how far back events may come late
 * @param spacing from one moment of which all alerts are known to the next
 */
public record PastWish(String rule, String settings, Duration horizon, Duration spacing) {}
