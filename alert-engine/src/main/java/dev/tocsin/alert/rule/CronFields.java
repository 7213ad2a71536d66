package dev.tocsin.alert.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads a five-field cron expression (minute, hour, day of month, month, weekday) strictly and says it in Quartz's form.
 * Every field is spelled out as a list, so that nothing depends on how Quartz counts weekdays or wraps ranges. When
 * both day fields are restricted, cron means "or": two Quartz expressions.
 */
final class CronFields {
    private static final int FIELDS = 5;
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final int SUNDAY_AGAIN = 7;

    private enum Field {
        MINUTE("minute", 0, 59, List.of()),
        HOUR("hour", 0, 23, List.of()),
        DAY("day of month", 1, 31, List.of()),
        MONTH("month", 1, 12, MONTHS),
        WEEKDAY("weekday", 0, 7, WEEKDAYS);

        private final String word;
        private final int min;
        private final int max;
        private final List<String> names;

        Field(String word, int min, int max, List<String> names) {
            this.word = word;
            this.min = min;
            this.max = max;
            this.names = names;
        }
    }

    private CronFields() {}

    /** @throws IllegalArgumentException with a sentence for people */
    static List<String> toQuartz(String text) {
        String[] parts = text.strip().split("\\s+");
        if (parts.length != FIELDS) {
            throw new IllegalArgumentException("a cron expression has five fields (minute, hour, day of month, month, "
                    + "weekday), this has " + (text.isBlank() ? 0 : parts.length));
        }
        String minute = list(parts[0], Field.MINUTE);
        String hour = list(parts[1], Field.HOUR);
        String day = list(parts[2], Field.DAY);
        String month = list(parts[3], Field.MONTH);
        String weekday = weekdays(parts[4]);
        String time = "0 " + minute + " " + hour + " ";
        if (day.equals("*")) {
            String weekdayOnly = weekday.equals("*") ? "* " + month + " ?" : "? " + month + " " + weekday;
            return List.of(time + weekdayOnly);
        }
        if (weekday.equals("*")) {
            return List.of(time + day + " " + month + " ?");
        }
        if (parts[2].startsWith("*") || parts[4].startsWith("*")) {
            throw new IllegalArgumentException(
                    "steps in one day field and days in the other mean different things to different crons: list the days");
        }
        return List.of(time + day + " " + month + " ?", time + "? " + month + " " + weekday);
    }

    private static String list(String part, Field field) {
        if (part.equals("*")) {
            return "*";
        }
        return valuesOf(part, field).stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String weekdays(String part) {
        if (part.equals("*")) {
            return "*";
        }
        TreeSet<Integer> days = new TreeSet<>();
        for (int day : valuesOf(part, Field.WEEKDAY)) {
            days.add(day % SUNDAY_AGAIN + 1);
        }
        return days.size() == SUNDAY_AGAIN
                ? "*"
                : days.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static TreeSet<Integer> valuesOf(String part, Field field) {
        TreeSet<Integer> values = new TreeSet<>();
        for (String item : Arrays.asList(part.split(",", -1))) {
            values.addAll(itemValues(item, field));
        }
        return values;
    }

    private static List<Integer> itemValues(String item, Field field) {
        String[] bySlash = item.split("/", -1);
        if (bySlash.length > 2) {
            throw wrong(item, field);
        }
        int step = bySlash.length == 2 ? number(bySlash[1], item, field) : 1;
        if (step < 1) {
            throw wrong(item, field);
        }
        int from;
        int to;
        if (bySlash[0].equals("*")) {
            from = field.min;
            to = field == Field.WEEKDAY ? SUNDAY_AGAIN - 1 : field.max;
        } else {
            String[] ends = bySlash[0].split("-", -1);
            from = value(ends[0], item, field);
            to = ends.length == 2 ? value(ends[1], item, field) : from;
            if (ends.length > 2 || to < from) {
                throw wrong(item, field);
            }
            if (bySlash.length == 2 && ends.length == 1) {
                throw new IllegalArgumentException(
                        "'" + item + "' in " + field.word + ": write a range before the step, such as " + from + "-"
                                + field.max + "/" + step);
            }
        }
        List<Integer> values = new ArrayList<>();
        for (int i = from; i <= to; i += step) {
            values.add(i);
        }
        return values;
    }

    private static int value(String text, String item, Field field) {
        int byName = field.names.indexOf(text.toUpperCase(Locale.ROOT));
        int value = byName >= 0 ? byName + (field == Field.MONTH ? 1 : 0) : number(text, item, field);
        if (value < field.min || value > field.max) {
            throw wrong(item, field);
        }
        return value;
    }

    private static int number(String text, String item, Field field) {
        if (!text.matches("\\d{1,3}")) {
            throw wrong(item, field);
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException wrong(String item, Field field) {
        return new IllegalArgumentException(
                "'" + item + "' is no " + field.word + ": it takes " + field.min + " to " + field.max
                        + (field.names.isEmpty() ? "" : " or " + field.names.getFirst() + " to " + field.names.getLast())
                        + ", ranges, lists and steps");
    }
}
