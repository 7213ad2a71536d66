package dev.tocsin.alert.rule;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A five-field cron expression (minute, hour, day of month, month, weekday), read strictly and spelled out, so that
 * nothing depends on how anybody counts weekdays or wraps ranges.
 *
 * @param weekdays 0 is Sunday
 * @param eitherDay both day fields are restricted, which to cron means "or"
 */
public record CronFields(
        List<Integer> minutes,
        List<Integer> hours,
        List<Integer> days,
        List<Integer> months,
        List<Integer> weekdays,
        boolean eitherDay) {
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

    public CronFields {
        minutes = List.copyOf(minutes);
        hours = List.copyOf(hours);
        days = List.copyOf(days);
        months = List.copyOf(months);
        weekdays = List.copyOf(weekdays);
    }

    /** @throws IllegalArgumentException with a sentence for people */
    static CronFields parse(String text) {
        String[] parts = text.strip().split("\\s+");
        if (parts.length != FIELDS) {
            throw new IllegalArgumentException("a cron expression has five fields (minute, hour, day of month, month, "
                    + "weekday), this has " + (text.isBlank() ? 0 : parts.length));
        }
        boolean eitherDay = !parts[2].equals("*") && !parts[4].equals("*");
        if (eitherDay && (parts[2].startsWith("*") || parts[4].startsWith("*"))) {
            throw new IllegalArgumentException(
                    "steps in one day field and days in the other mean different things to different crons: list the days");
        }
        return new CronFields(
                List.copyOf(valuesOf(parts[0], Field.MINUTE)),
                List.copyOf(valuesOf(parts[1], Field.HOUR)),
                List.copyOf(valuesOf(parts[2], Field.DAY)),
                List.copyOf(valuesOf(parts[3], Field.MONTH)),
                valuesOf(parts[4], Field.WEEKDAY).stream()
                        .map(day -> day % SUNDAY_AGAIN)
                        .distinct()
                        .sorted()
                        .toList(),
                eitherDay);
    }

    /** Whether it fires on a day at all. */
    public boolean isOn(LocalDate date) {
        boolean byDay = days.contains(date.getDayOfMonth());
        boolean byWeekday = weekdays.contains(date.getDayOfWeek().getValue() % SUNDAY_AGAIN);
        return months.contains(date.getMonthValue()) && (eitherDay ? byDay || byWeekday : byDay && byWeekday);
    }

    /** The same for Quartz; two expressions where cron means "or". */
    public List<String> quartz() {
        String time = "0 " + list(minutes, Field.MINUTE) + " " + list(hours, Field.HOUR) + " ";
        String month = list(months, Field.MONTH);
        String byDay = time + list(days, Field.DAY) + " " + month + " ?";
        boolean anyWeekday = weekdays.size() == SUNDAY_AGAIN;
        String byWeekday = time + "? " + month + " "
                + weekdays.stream().map(day -> String.valueOf(day + 1)).collect(Collectors.joining(","));
        if (eitherDay) {
            return List.of(byDay, byWeekday);
        }
        return List.of(anyWeekday ? byDay : byWeekday);
    }

    private static String list(List<Integer> values, Field field) {
        return values.size() == field.max - field.min + 1
                ? "*"
                : values.stream().map(String::valueOf).collect(Collectors.joining(","));
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
                throw new IllegalArgumentException("'" + item + "' in " + field.word
                        + ": write a range before the step, such as " + from + "-" + field.max + "/" + step);
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
        return new IllegalArgumentException("'" + item + "' is no " + field.word + ": it takes " + field.min + " to "
                + field.max
                + (field.names.isEmpty() ? "" : " or " + field.names.getFirst() + " to " + field.names.getLast())
                + ", ranges, lists and steps");
    }
}
