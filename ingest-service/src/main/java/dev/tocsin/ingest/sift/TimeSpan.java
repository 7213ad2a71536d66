package dev.tocsin.ingest.sift;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time as Elasticsearch reads it ({@code strict_date_optional_time}, else milliseconds since the epoch), from the first to
 * the last moment that it means there: {@code 2026-11-23} is that day, in UTC without an offset; but {@code 2026-11} is the
 * first day of that month, for only hours and what is below them are filled up.
 */
record TimeSpan(Instant first, Instant last) {
    private static final Pattern ISO = Pattern.compile("(\\d{4})(?:-(\\d{2})(?:-(\\d{2})"
            + "(?:T(\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(Z|[+-]\\d{2}(?::?\\d{2})?)?)?)?)?");
    private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
    private static final int FRACTION = 7;
    private static final int OFFSET = 8;

    /** Null if it is none. */
    static @Nullable TimeSpan of(String text) {
        Matcher iso = ISO.matcher(text);
        try {
            if (iso.matches()) {
                return of(iso);
            }
        } catch (DateTimeException e) {
            return null;
        }
        if (!MILLIS.matcher(text).matches()) {
            return null;
        }
        Instant at = Instant.ofEpochMilli(Long.parseLong(text));
        return new TimeSpan(at, at.plusNanos(999_999));
    }

    private static TimeSpan of(Matcher iso) {
        int[] first = {0, 1, 1, 0, 0, 0, 0};
        int[] last = {0, 1, 1, 23, 59, 59, 999_999_999};
        for (int part = 0; part < FRACTION && iso.group(part + 1) != null; part++) {
            String digits = iso.group(part + 1);
            int number = Integer.parseInt(part == FRACTION - 1 ? (digits + "00000000").substring(0, 9) : digits);
            first[part] = number;
            last[part] = number;
        }
        @Nullable String offset = iso.group(OFFSET);
        ZoneOffset zone = offset == null ? ZoneOffset.UTC : ZoneOffset.of(offset);
        return new TimeSpan(at(first, zone), at(last, zone));
    }

    private static Instant at(int[] parts, ZoneOffset zone) {
        return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6])
                .toInstant(zone);
    }
}
