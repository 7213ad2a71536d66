package dev.tocsin.launcher.letters;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** When a letter came: how long ago in a few characters, and the time itself. */
final class LetterAge {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private LetterAge() {}

    /** @param at as the API says it; if it is no time, it is the answer */
    static String of(String at, Instant now) {
        try {
            return inShort(Duration.between(Instant.parse(at), now));
        } catch (DateTimeException e) {
            return at;
        }
    }

    static String withTime(String at, Instant now) {
        try {
            return TIME.format(Instant.parse(at)) + ", " + of(at, now) + " ago";
        } catch (DateTimeException e) {
            return at;
        }
    }

    private static String inShort(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m";
        }
        return seconds < 2 * 86_400 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
    }
}
