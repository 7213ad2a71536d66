package dev.tocsin.alert.route;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers, times and durations as people read them; the same in every channel and every locale. */
public final class Wording {
    private static final DateTimeFormatter TO_SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TO_MILLI =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final int SIGNIFICANT_DIGITS = 4;
    private static final double PLAIN_LIMIT = 1e15;

    private Wording() {}

    /** Thousands separators; whole numbers in full, fractions to four significant digits; {@code none} for null. */
    public static String number(@Nullable Double value) {
        if (value == null) {
            return "none";
        }
        if (!Double.isFinite(value)) {
            return value.toString();
        }
        double size = Math.abs(value);
        if (size >= PLAIN_LIMIT || (size > 0 && size < 1e-6)) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        BigDecimal shown = size >= 1000
                ? exact.setScale(Math.min(Math.max(exact.stripTrailingZeros().scale(), 0), 1), RoundingMode.HALF_UP)
                : exact.round(new MathContext(SIGNIFICANT_DIGITS, RoundingMode.HALF_UP));
        return new DecimalFormat("#,##0.###########", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(shown);
    }

    /** UTC with the date, to the second; to the millisecond where there is a fraction. */
    public static String time(Instant instant) {
        Instant shown = instant.truncatedTo(ChronoUnit.MILLIS);
        return (shown.getNano() == 0 ? TO_SECOND : TO_MILLI).format(shown) + " UTC";
    }

    /** The two largest units, such as {@code 4 min 20 s}, {@code 2 h}, {@code 3 d 4 h}. */
    public static String duration(Duration duration) {
        if (duration.isNegative()) {
            return "-" + duration(duration.negated());
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + " ms";
        }
        List<String> parts = new ArrayList<>();
        addPart(parts, duration.toDays(), "d");
        addPart(parts, duration.toHoursPart(), "h");
        addPart(parts, duration.toMinutesPart(), "min");
        addPart(parts, duration.toSecondsPart(), "s");
        // "1 d 20 s" would pretend to be exact: the second unit is shown only if it follows the first.
        String first = parts.getFirst();
        return parts.size() > 1 && follows(first, parts.get(1)) ? first + " " + parts.get(1) : first;
    }

    private static boolean follows(String first, String second) {
        List<String> units = List.of("d", "h", "min", "s");
        return units.indexOf(unitOf(second)) == units.indexOf(unitOf(first)) + 1;
    }

    private static String unitOf(String part) {
        return part.substring(part.indexOf(' ') + 1);
    }

    private static void addPart(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + " " + unit);
        }
    }
}
