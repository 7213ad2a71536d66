package dev.tocsin.alert.api;

import dev.tocsin.alert.rule.DurationText;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** For how long somebody wants something, and why, as a request says it. */
final class Terms {
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_TEXT = 1_000;

    private Terms() {}

    /** Empty if it has no end. */
    static Optional<Duration> length(@Nullable String text) {
        return Optional.ofNullable(text).map(Terms::duration);
    }

    private static Duration duration(String text) {
        return DurationText.parse(text)
                .filter(length -> length.isPositive() && length.compareTo(LONGEST) <= 0)
                .orElseThrow(() -> BadRequest.because(
                        "for is no duration up to 366d", "write it as 30m, 2h or 1d, or leave it out"));
    }

    /** Empty for none. */
    static String comment(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "";
        }
        if (text.length() > LONGEST_TEXT) {
            throw BadRequest.because("comment is longer than " + LONGEST_TEXT + " characters", "shorten it");
        }
        return text.strip();
    }
}
