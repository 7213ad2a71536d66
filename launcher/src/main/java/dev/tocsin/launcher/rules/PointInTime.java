package dev.tocsin.launcher.rules;

import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.launcher.terminal.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A time as people write it: {@code 24h} ago, a date, or a date with time. */
public final class PointInTime {
    private PointInTime() {}

    /** @throws Problem that names the option */
    public static Instant read(String option, String text, Instant now) {
        if (text.equals("now")) {
            return now;
        }
        return DurationText.parse(text).map(now::minus).orElseGet(() -> absolute(option, text));
    }

    private static Instant absolute(String option, String text) {
        try {
            return text.length() <= 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Problem(
                    option + " " + text + " is no time: write 24h for so long ago, 2026-11-23, or 2026-11-23T10:05:00Z",
                    e);
        }
    }
}
