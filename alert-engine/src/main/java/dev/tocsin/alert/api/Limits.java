package dev.tocsin.alert.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads query parameters, and says what they may be. */
final class Limits {
    private static final int DEFAULT = 100;
    private static final int MOST = 1_000;
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

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
            Instant time = Instant.parse(text);
            // What lies far away is a time to Java, and to no database.
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(LAST)) {
                return Optional.of(time);
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw BadRequest.because(name + " is not a time", "write it as 2026-11-23T10:05:00Z");
    }
}
