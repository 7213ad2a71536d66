package dev.tocsin.ingest.decode;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The times of heads that are not of RFC 5424: {@code Nov 30 10:00:00} without year and zone, the same with a year before
 * or behind it, a fraction or a zone's name, and ISO 8601. Not thread-safe.
 */
final class LegacyTime {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final List<String> UTC = List.of("UTC", "GMT", "Z");
    private static final int LONGEST_ZONE = 5;

    private final ZoneId zone;
    private String text = "";
    private String zoneName = "";

    private int year;
    private int month;
    private int day;
    private int hour;
    private int minute;
    private int second;
    private int nanos;

    LegacyTime(ZoneId zone) {
        this.zone = zone;
    }

    /** Reads the time that stands there; returns the place behind it and its zone, or -1 if none does. */
    int read(SyslogBytes in, int from, Instant receivedAt) {
        boolean isMarked = in.byteAt(from) == '*' || in.byteAt(from) == '.';
        // Cisco's mark for a clock that nobody has set, or that has lost its master.
        int begin = isMarked ? from + 1 : from;
        year = 0;
        nanos = 0;
        zoneName = "";
        if (in.areDigits(begin, 4) && in.byteAt(begin + 4) == '-') {
            return readIso(in, begin, receivedAt);
        }
        int at = begin;
        if (in.areDigits(at, 4) && in.byteAt(at + 4) == ' ') {
            year = number(in, at, 4);
            at += 5;
        }
        month = monthAt(in, at) + 1;
        if (month == 0 || in.byteAt(at + 3) != ' ') {
            return -1;
        }
        at = readDay(in, at + 4);
        if (at < 0) {
            return -1;
        }
        if (year == 0 && in.areDigits(at, 4) && in.byteAt(at + 4) == ' ') {
            year = number(in, at, 4);
            at += 5;
        }
        at = readClock(in, at);
        if (at < 0) {
            return -1;
        }
        if (year == 0
                && in.byteAt(at) == ' '
                && in.areDigits(at + 1, 4)
                && isYear(number(in, at + 1, 4))
                && in.byteAt(at + 5) == ' ') {
            year = number(in, at + 1, 4);
            at += 5;
        }
        int behind = readZoneName(in, at);
        boolean isUtc = UTC.contains(zoneName);
        Instant instant = nearest(receivedAt, isUtc ? ZoneOffset.UTC : zone);
        text = instant == null ? in.text(begin, behind) : instant.toString();
        zoneName = isUtc ? "" : zoneName;
        return endsAt(in, behind) ? behind : -1;
    }

    /** As the enricher reads it; what is no date in spite of its looks is as it came. */
    String text() {
        return text;
    }

    /** What the sender calls its zone; empty if it says nothing, or UTC. Names are no zones: IST is three. */
    String zoneName() {
        return zoneName;
    }

    private int readIso(SyslogBytes in, int begin, Instant receivedAt) {
        boolean isDate = in.areDigits(begin + 5, 2) && in.byteAt(begin + 7) == '-' && in.areDigits(begin + 8, 2);
        if (!isDate || (in.byteAt(begin + 10) != 'T' && in.byteAt(begin + 10) != ' ')) {
            return -1;
        }
        year = number(in, begin, 4);
        month = number(in, begin + 5, 2);
        day = number(in, begin + 8, 2);
        int behindClock = readClock(in, begin + 11);
        if (behindClock < 0) {
            return -1;
        }
        int behind = behindClock;
        while (in.byteAt(behind) > ' ' && !(in.byteAt(behind) == ':' && in.byteAt(behind + 1) <= ' ')) {
            behind++;
        }
        Instant instant = behind == behindClock ? nearest(receivedAt, zone) : null;
        text = instant == null ? in.text(begin, behind) : instant.toString();
        return behind;
    }

    private int readDay(SyslogBytes in, int from) {
        int at = in.byteAt(from) == ' ' ? from + 1 : from;
        int digits = in.areDigits(at, 2) ? 2 : in.areDigits(at, 1) ? 1 : 0;
        day = number(in, at, digits);
        return digits > 0 && in.byteAt(at + digits) == ' ' ? at + digits + 1 : -1;
    }

    /** {@code hh:mm:ss} with or without a fraction. */
    private int readClock(SyslogBytes in, int at) {
        boolean isClock = in.areDigits(at, 2)
                && in.byteAt(at + 2) == ':'
                && in.areDigits(at + 3, 2)
                && in.byteAt(at + 5) == ':'
                && in.areDigits(at + 6, 2);
        if (!isClock) {
            return -1;
        }
        hour = number(in, at, 2);
        minute = number(in, at + 3, 2);
        second = number(in, at + 6, 2);
        int behind = at + 8;
        if ((in.byteAt(behind) == '.' || in.byteAt(behind) == ',') && in.areDigits(behind + 1, 1)) {
            behind++;
            for (int unit = 100_000_000; SyslogBytes.isDigit(in.byteAt(behind)); unit /= 10) {
                nanos += unit * (in.byteAt(behind) - '0');
                behind++;
            }
        }
        return behind;
    }

    /** Only before a colon it is one, for a host can have such a name; and a tag too, but not before a device's {@code %}. */
    private int readZoneName(SyslogBytes in, int at) {
        int behind = at + 1;
        while (in.byteAt(behind) >= 'A' && in.byteAt(behind) <= 'Z' && behind - at <= LONGEST_ZONE) {
            behind++;
        }
        if (in.byteAt(at) != ' ' || behind == at + 1 || in.byteAt(behind) != ':') {
            return at;
        }
        String name = in.text(at + 1, behind);
        if (!UTC.contains(name) && !(in.byteAt(behind + 1) == ' ' && in.byteAt(behind + 2) == '%')) {
            return at;
        }
        zoneName = name;
        return behind;
    }

    private static boolean endsAt(SyslogBytes in, int behind) {
        return behind == in.end() || in.byteAt(behind) == ' ' || in.byteAt(behind) == ':';
    }

    /** Of the years that it could be, and of the hours when clocks are set back, the one closest to the receipt. */
    private @Nullable Instant nearest(Instant receivedAt, ZoneId in) {
        int now = receivedAt.atZone(in).getYear();
        Instant nearest = null;
        for (int candidate = year == 0 ? now - 1 : year; candidate <= (year == 0 ? now + 1 : year); candidate++) {
            LocalDateTime local;
            try {
                local = LocalDateTime.of(candidate, month, day, hour, minute, second, nanos);
            } catch (DateTimeException e) {
                continue;
            }
            List<ZoneOffset> offsets = in.getRules().getValidOffsets(local);
            for (ZoneOffset offset : offsets.isEmpty() ? List.of(in.getRules().getOffset(local)) : offsets) {
                Instant instant = local.toInstant(offset);
                if (nearest == null || distance(instant, receivedAt) < distance(nearest, receivedAt)) {
                    nearest = instant;
                }
            }
        }
        return nearest;
    }

    private static long distance(Instant one, Instant other) {
        return Math.abs(one.getEpochSecond() - other.getEpochSecond());
    }

    private static boolean isYear(int number) {
        return number >= 1970 && number <= 2261;
    }

    private static int monthAt(SyslogBytes in, int at) {
        for (int i = 0; i < MONTHS.size(); i++) {
            String name = MONTHS.get(i);
            if (in.byteAt(at) == name.charAt(0)
                    && in.byteAt(at + 1) == name.charAt(1)
                    && in.byteAt(at + 2) == name.charAt(2)) {
                return i;
            }
        }
        return -1;
    }

    private static int number(SyslogBytes in, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            number = 10 * number + in.byteAt(i) - '0';
        }
        return number;
    }
}
