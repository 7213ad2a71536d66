package dev.tocsin.alert.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads query parameters, and says what they may be. */
final class Limits {
    private static final int DEFAULT = 100;
    private static final int MOST = 1_000;

    private Limits() {}

    static int most(@Nullable String limit) {
        if (limit == null) {
            return DEFAULT;
        }
        if (limit.matches("\\d{1,6}")) {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= MOST) {
                return number;
            }
        }
        throw BadRequest.because("limit is not a number from 1 to " + MOST, "leave it out for " + DEFAULT);
    }

    static Optional<Instant> time(String name, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            throw BadRequest.because(name + " is not a time", "write it as 2026-11-23T10:05:00Z");
        }
    }
}
