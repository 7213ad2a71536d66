package dev.tocsin.alert.route;

import dev.tocsin.alert.route.MuteTime.Span;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Reads a {@link MuteTime}: {@code times}, {@code weekdays}, {@code days_of_month}, {@code months}, {@code years}, {@code location}. */
final class MuteTimeReader {
    private static final String TIMES = "times";
    private static final String LOCATION = "location";
    private static final List<String> WEEKDAYS =
            List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");
    private static final List<String> MONTHS = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");

    /** What goes forward in a long month and backwards in a short one is nothing in the short one. */
    private static final int LONGEST_MONTH = 31;

    private final ConfigSection section;

    MuteTimeReader(ConfigSection section) {
        this.section = section;
    }

    /** Empty after reporting what is wrong. */
    Optional<MuteTime> read() {
        int before = section.problemsSoFar();
        section.allowOnly(TIMES, "weekdays", "days_of_month", "months", "years", LOCATION);
        MuteTime time = new MuteTime(
                times(),
                spans("weekdays", MuteTimeReader::weekday, "a day from sunday to saturday", MuteTimeReader::isForward),
                spans(
                        "days_of_month",
                        MuteTimeReader::dayOfMonth,
                        "1 to 31, or -1 (the last day) to -31",
                        MuteTimeReader::isForwardInAMonth),
                spans("months", MuteTimeReader::month, "a month by name or number", MuteTimeReader::isForward),
                spans("years", MuteTimeReader::year, "a year such as 2030", MuteTimeReader::isForward),
                zone());
        if (section.problemsSoFar() > before) {
            return Optional.empty();
        }
        if (time.isAlways()) {
            section.report(
                    "", "no time is named, so that it would be always", "such as weekdays: ['saturday', 'sunday']");
            return Optional.empty();
        }
        return Optional.of(time);
    }

    private List<Span> spans(
            String key,
            Function<String, OptionalInt> number,
            String expected,
            BiPredicate<Integer, Integer> isForward) {
        if (!section.has(key)) {
            return List.of();
        }
        Optional<List<Span>> spans = section.list(key, text -> span(text, number, expected, isForward));
        if (spans.isPresent() && spans.get().isEmpty()) {
            section.report(key, "an empty list", "leave it out if it does not matter");
        }
        return spans.orElse(List.of());
    }

    /** One, or two with a colon between. */
    private static Optional<Span> span(
            ConfigText text,
            Function<String, OptionalInt> number,
            String expected,
            BiPredicate<Integer, Integer> isForward) {
        String[] ends = text.text().split(":", -1);
        OptionalInt first = number.apply(word(ends[0]));
        OptionalInt last = number.apply(word(ends[ends.length - 1]));
        if (ends.length > 2 || first.isEmpty() || last.isEmpty()) {
            text.report("'" + text.text() + "' is not " + expected + ", or two of them with a colon between", "");
            return Optional.empty();
        }
        if (!isForward.test(first.getAsInt(), last.getAsInt())) {
            text.report(
                    "'" + text.text() + "' goes backwards",
                    "write two entries: one up to the end, one from the beginning");
            return Optional.empty();
        }
        return Optional.of(new Span(first.getAsInt(), last.getAsInt()));
    }

    private static String word(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isForward(int first, int last) {
        return first <= last;
    }

    private static boolean isForwardInAMonth(int first, int last) {
        return (first > 0 || last < 0) && fromTheBeginning(first) <= fromTheBeginning(last);
    }

    private static int fromTheBeginning(int day) {
        return day < 0 ? LONGEST_MONTH + day + 1 : day;
    }

    private static OptionalInt weekday(String word) {
        return index(WEEKDAYS, word, 0);
    }

    private static OptionalInt month(String word) {
        OptionalInt named = index(MONTHS, word, 1);
        return named.isPresent() ? named : number(word, 1, 12);
    }

    private static OptionalInt index(List<String> words, String word, int first) {
        int at = words.indexOf(word);
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(at + first);
    }

    private static OptionalInt dayOfMonth(String word) {
        return number(word, -31, 31).stream().filter(day -> day != 0).findFirst();
    }

    private static OptionalInt year(String word) {
        return number(word, 1, 9999);
    }

    private static OptionalInt number(String word, int least, int most) {
        if (!word.matches("-?[0-9]{1,4}")) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(word);
        return number < least || number > most ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private List<Span> times() {
        List<Span> spans = new ArrayList<>();
        List<ConfigSection> entries = section.sections(TIMES);
        for (ConfigSection entry : entries) {
            entry.allowOnly("start_time", "end_time");
            OptionalInt start = minute(entry, "start_time");
            OptionalInt end = minute(entry, "end_time");
            if (start.isPresent() && end.isPresent()) {
                if (start.getAsInt() >= end.getAsInt()) {
                    entry.report("end_time", "not after start_time", "over midnight: one to 24:00, one from 00:00");
                }
                spans.add(new Span(start.getAsInt(), end.getAsInt() - 1));
            }
        }
        if (section.has(TIMES) && entries.isEmpty()) {
            section.report(TIMES, "no time in it", "such as times: [{start_time: '09:00', end_time: '17:00'}]");
        }
        return spans;
    }

    private OptionalInt minute(ConfigSection entry, String key) {
        Optional<String> text = entry.text(key);
        if (text.isPresent() && text.get().matches("([01][0-9]|2[0-3]):[0-5][0-9]|24:00")) {
            String[] parts = text.get().split(":");
            return OptionalInt.of(Integer.parseInt(parts[0]) * 60 + Integer.parseInt(parts[1]));
        }
        if (text.isPresent() || !entry.has(key)) {
            entry.report(key, "expected a time from 00:00 to 24:00", "with two digits each, such as '09:00'");
        }
        return OptionalInt.empty();
    }

    /** UTC unless said; not that of a machine, which would differ from engine to engine. */
    private ZoneId zone() {
        Optional<String> name = section.text(LOCATION);
        if (name.isPresent() && !ZoneId.getAvailableZoneIds().contains(name.get())) {
            section.report(LOCATION, "there is no time zone '" + name.get() + "'", "such as Europe/Berlin or UTC");
            return ZoneOffset.UTC;
        }
        return name.map(ZoneId::of).orElse(ZoneOffset.UTC);
    }
}
