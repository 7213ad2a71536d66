package dev.tocsin.alert.route;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.stream.Stream;

/**
 * A time that comes again, as an entry of Alertmanager's {@code time_intervals}: an instant is in it if each of its parts
 * has a span for it; a part without spans says nothing. All by the calendar and the clock of the zone, so that 09:00 is
 * 09:00 in summer and winter; an hour that a clock shows twice is in it twice. Pure and immutable.
 *
 * @param minutes of the day, from 0; an end that is written is not part of it, so 09:00 to 17:00 is 540 to 1019
 * @param weekdays from 0 for Sunday
 * @param daysOfMonth from 1; -1 is the last day, whichever that is
 * @param months from 1
 */
public record MuteTime(
        List<Span> minutes,
        List<Span> weekdays,
        List<Span> daysOfMonth,
        List<Span> months,
        List<Span> years,
        ZoneId zone) {
    private static final int LAST_MINUTE = 24 * 60 - 1;

    public MuteTime {
        minutes = List.copyOf(minutes);
        weekdays = List.copyOf(weekdays);
        daysOfMonth = List.copyOf(daysOfMonth);
        months = List.copyOf(months);
        years = List.copyOf(years);
    }

    /** From the first to the last, both part of it. */
    public record Span(int first, int last) {
        boolean contains(int number) {
            return first <= number && number <= last;
        }

        /** The same in a month of so many days: what is counted from its end is counted from its beginning. */
        private Span in(int length) {
            return new Span(fromTheBeginning(first, length), fromTheBeginning(last, length));
        }

        private static int fromTheBeginning(int day, int length) {
            return day < 0 ? length + day + 1 : day;
        }
    }

    public boolean contains(Instant instant) {
        ZonedDateTime time = instant.atZone(zone);
        int length = time.toLocalDate().lengthOfMonth();
        return isIn(minutes, time.getHour() * 60 + time.getMinute())
                && isIn(weekdays, time.getDayOfWeek().getValue() % 7)
                && isIn(daysOfMonth.stream().map(span -> span.in(length)).toList(), time.getDayOfMonth())
                && isIn(months, time.getMonthValue())
                && isIn(years, time.getYear());
    }

    /**
     * When to ask again whether an instant that is in it still is: it is in it until then. Behind the instant, and no later
     * than midnight or the next change of the zone's clocks.
     */
    Instant askAgain(Instant instant) {
        ZonedDateTime time = instant.atZone(zone);
        int minute = time.getHour() * 60 + time.getMinute();
        int last = minutes.stream()
                .filter(span -> span.contains(minute))
                .mapToInt(Span::last)
                .max()
                .orElse(LAST_MINUTE);
        Instant end = time.truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(last + 1L - minute)
                .toInstant();
        ZoneOffsetTransition change = zone.getRules().nextTransition(instant);
        return change != null && change.getInstant().isBefore(end) ? change.getInstant() : end;
    }

    private static boolean isIn(List<Span> spans, int number) {
        return spans.isEmpty() || spans.stream().anyMatch(span -> span.contains(number));
    }

    /** Whether no part says anything. */
    boolean isAlways() {
        return Stream.of(minutes, weekdays, daysOfMonth, months, years).allMatch(List::isEmpty);
    }
}
