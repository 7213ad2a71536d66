package dev.tocsin.alert.state;

import dev.tocsin.alert.rule.Window;
import org.jspecify.annotations.Nullable;

/**
 * What the last window that was decided said about an alert that is not calm.
 *
 * @param threshold of the level that is breached, or was before it recovered; null if the condition has none
 */
public record Judgement(double value, @Nullable Double threshold, Window window) {}
