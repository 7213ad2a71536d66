package dev.tocsin.alert.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A matching event as far as people are shown it; text from events, hostile until neutralised. */
public record EventHit(
        Instant at, @Nullable String service, @Nullable String level, String message) {}
