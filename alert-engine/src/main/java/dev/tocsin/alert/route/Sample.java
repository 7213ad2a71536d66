package dev.tocsin.alert.route;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One matching event, shown in a message. Text from events: hostile until a renderer has neutralised it.
 *
 * @param service {@code service.name}; null if absent
 * @param level {@code log.level}; null if absent
 * @param message cut to 500 characters
 */
public record Sample(
        Instant at, @Nullable String service, @Nullable String level, String message) {}
