package dev.tocsin.alert.route;

import java.util.Locale;

/**
 * A value that is more frequent among the events of an alert than it was among such events before. Text from events:
 * hostile until a renderer has neutralised it.
 *
 * @param with events of the window that have it, of {@code of}
 * @param usualWith events of the time before that have it, of {@code usualOf}
 * @param usualHours how long that time was
 */
public record Difference(
        String field, String value, long with, long of, long usualWith, long usualOf, long usualHours) {
    /** Such as {@code 92 %}. */
    public String share() {
        return percent(with, of);
    }

    /** Such as {@code usually 4 % (of 1,204 in the 24 h before)}. */
    public String usually() {
        return String.format(
                Locale.ROOT,
                "usually %s (of %,d in the %d h before)",
                percent(usualWith, usualOf),
                usualOf,
                usualHours);
    }

    /** As plain text, not neutralised. */
    public String inWords() {
        return share() + " have " + field + " " + value + ", " + usually();
    }

    /** Rounded, but never to none or all where there are some. */
    private static String percent(long part, long all) {
        long rounded = Math.round(100.0 * part / all);
        if (rounded == 0 && part > 0) {
            return "under 1 %";
        }
        return rounded == 100 && part < all ? "over 99 %" : rounded + " %";
    }
}
