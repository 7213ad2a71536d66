package dev.tocsin.ingest.enrich;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times that loggers write: ISO 8601 with offset ({@code T} or space, {@code .} or {@code ,}; without offset
 * it is UTC, as in Elasticsearch), and numbers since the epoch in seconds, milliseconds, microseconds or nanoseconds,
 * told apart by size and not before 2000, for a small number is a duration or a
 * counter. Only what {@code date_nanos} can hold: 1970 to 2261.
 */
final class Timestamps {
    private static final long FIRST_YEAR = 1970;
    private static final long LAST_YEAR = 2261;
    private static final long FIRST_NUMBER = 946_684_800L;
    private static final long LAST_SECOND =
            Instant.parse("2261-12-31T23:59:59Z").getEpochSecond();
    private static final byte[] LARGEST = Long.toString(Long.MAX_VALUE).getBytes(StandardCharsets.US_ASCII);
    private static final int[] NANOS_OF_DIGITS = {
        1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1
    };

    private Timestamps() {}

    /** To be read here. What is not ASCII becomes a question mark, which is in no time either. */
    static byte[] bytesOf(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The instant, or null if it is none that we understand. */
    static @Nullable Instant parse(String text) {
        byte[] bytes = bytesOf(text);
        return parse(bytes, 0, bytes.length);
    }

    static @Nullable Instant parse(byte[] text, int from, int to) {
        int length = to - from;
        if (length >= 19 && length <= 40 && text[from + 4] == '-' && text[from + 7] == '-') {
            return parseIso(text, from, to);
        }
        return length > 0 && length <= 40 ? parseNumber(text, from, to) : null;
    }

    /** True if the text is already what {@link Instant#toString()} could write: UTC, {@code T} and {@code Z}. */
    static boolean isCanonical(String text) {
        byte[] bytes = bytesOf(text);
        return isCanonical(bytes, 0, bytes.length);
    }

    static boolean isCanonical(byte[] text, int from, int to) {
        int length = to - from;
        return length >= 20
                && length <= 30
                && text[from + 10] == 'T'
                && text[to - 1] == 'Z'
                && (length == 20 || text[from + 19] == '.');
    }

    private static @Nullable Instant parseIso(byte[] text, int from, int to) {
        int year = digits(text, from, from + 4);
        int month = digits(text, from + 5, from + 7);
        int day = digits(text, from + 8, from + 10);
        int hour = digits(text, from + 11, from + 13);
        int minute = digits(text, from + 14, from + 16);
        int second = digits(text, from + 17, from + 19);
        byte separator = text[from + 10];
        if ((separator != 'T' && separator != ' ' && separator != 't')
                || text[from + 13] != ':'
                || text[from + 16] != ':'
                || year < FIRST_YEAR
                || year > LAST_YEAR
                || month < 1
                || month > 12
                || day < 1
                || day > daysIn(year, month)
                || hour < 0
                || hour > 23
                || minute < 0
                || minute > 59
                || second < 0
                || second > 59) {
            return null;
        }
        int at = from + 19;
        int nanos = 0;
        if (at < to && (text[at] == '.' || text[at] == ',')) {
            int end = at + 1;
            while (end < to && isDigit(text[end])) {
                end++;
            }
            int count = end - at - 1;
            if (count == 0 || count > 9) {
                return null;
            }
            nanos = digits(text, at + 1, end) * NANOS_OF_DIGITS[count];
            at = end;
        }
        int offset = offsetSeconds(text, at, to);
        if (offset == Integer.MIN_VALUE) {
            return null;
        }
        long epochSecond = epochDay(year, month, day) * 86_400L + hour * 3_600L + minute * 60L + second - (long) offset;
        return inRange(epochSecond) ? Instant.ofEpochSecond(epochSecond, nanos) : null;
    }

    /** Z, +hh, +hhmm or +hh:mm; nothing is UTC; MIN_VALUE is none of these. */
    private static int offsetSeconds(byte[] text, int at, int to) {
        int length = to - at;
        if (length == 0 || (length == 1 && (text[at] == 'Z' || text[at] == 'z'))) {
            return 0;
        }
        byte sign = text[at];
        if (sign != '+' && sign != '-') {
            return Integer.MIN_VALUE;
        }
        int hours = length >= 3 ? digits(text, at + 1, at + 3) : -1;
        int minutes = switch (length) {
            case 3 -> 0;
            case 5 -> digits(text, at + 3, at + 5);
            case 6 -> text[at + 3] == ':' ? digits(text, at + 4, at + 6) : -1;
            default -> -1;
        };
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int seconds = hours * 3_600 + minutes * 60;
        return sign == '-' ? -seconds : seconds;
    }

    private static @Nullable Instant parseNumber(byte[] text, int from, int to) {
        int dot = from;
        while (dot < to && text[dot] != '.') {
            dot++;
        }
        int wholeDigits = dot - from;
        int count = Math.max(0, to - dot - 1);
        if (wholeDigits == 0 || wholeDigits > 19 || (dot < to && (count == 0 || count > 9))) {
            return null;
        }
        for (int i = from; i < to; i++) {
            if (i != dot && !isDigit(text[i])) {
                return null;
            }
        }
        if (wholeDigits == LARGEST.length && Arrays.compare(text, from, dot, LARGEST, 0, LARGEST.length) > 0) {
            return null;
        }
        long whole = 0;
        for (int i = from; i < dot; i++) {
            whole = 10 * whole + text[i] - '0';
        }
        long unitsPerSecond = whole < 100_000_000_000L
                ? 1
                : whole < 100_000_000_000_000L ? 1_000 : whole < 100_000_000_000_000_000L ? 1_000_000 : 1_000_000_000;
        long nanosPerUnit = 1_000_000_000L / unitsPerSecond;
        long fraction = count == 0 ? 0 : (long) digits(text, dot + 1, to) * NANOS_OF_DIGITS[count] / unitsPerSecond;
        long second = whole / unitsPerSecond;
        return second >= FIRST_NUMBER && inRange(second)
                ? Instant.ofEpochSecond(second, whole % unitsPerSecond * nanosPerUnit + fraction)
                : null;
    }

    private static boolean inRange(long epochSecond) {
        return epochSecond >= 0 && epochSecond <= LAST_SECOND;
    }

    /** The number in the digits [from, to), or -1 if one is no digit. */
    private static int digits(byte[] text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text[i])) {
                return -1;
            }
            number = 10 * number + text[i] - '0';
        }
        return number;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static int daysIn(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Days since 1970-01-01, counted in years that start in March, so that the leap day is the last of a year. */
    private static long epochDay(int year, int month, int day) {
        int marchYear = month > 2 ? year : year - 1;
        int marchMonth = month > 2 ? month - 3 : month + 9;
        int dayOfYear = (153 * marchMonth + 2) / 5 + day - 1;
        return 365L * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468L;
    }
}
