package dev.tocsin.alert.rule;

import dev.tocsin.alert.rule.BusinessHours.Hours;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** The file of calendars, with all problems at once; what is wrong in one calendar never harms another. */
final class HoursReader {
    private static final Pattern HOURS = Pattern.compile("(\\d{1,2}):(\\d\\d)\\s*-\\s*(\\d{1,2}):(\\d\\d)");
    private static final Pattern DATES = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(?:\\s+to\\s+(\\d{4}-\\d\\d-\\d\\d))?");
    private static final List<String> WEEKDAYS = Stream.of(DayOfWeek.values())
            .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
            .toList();
    private static final String DATE_HINT = "such as 2026-12-25, or 2026-12-24 to 2027-01-01";
    private static final int LONGEST_SPAN = 366;

    private final RuleSource source;
    private final YamlMapping mapping;
    private final String name;

    private HoursReader(RuleSource source, YamlMapping mapping, String name) {
        this.source = source;
        this.mapping = mapping;
        this.name = name;
    }

    /** @param content null if it cannot be read */
    static Calendars parse(String file, @Nullable String content) {
        RuleSource source = new RuleSource(file, content == null ? "" : content);
        Map<String, BusinessHours> named = new TreeMap<>();
        List<String> broken = new ArrayList<>();
        if (content == null) {
            source.errorAt(1, 1, "", "cannot be read", "a UTF-8 text file of at most 1 MB that we may read");
        }
        List<Node> documents = RuleFiles.documents(source, content);
        if (documents.size() > 1) {
            source.error(documents.get(1), "", "expected one document", "remove the line with three dashes");
        } else if (!documents.isEmpty() && !(documents.getFirst() instanceof MappingNode)) {
            source.error(documents.getFirst(), "", "expected calendars (name: {zone: ..., days: ...})", null);
        } else if (!documents.isEmpty()) {
            YamlMapping top = new YamlMapping(source, "", (MappingNode) documents.getFirst());
            if (!source.hasErrorsSince(0)) {
                top.all()
                        .forEach((name, value) -> read(source, name, value)
                                .ifPresentOrElse(hours -> named.put(name, hours), () -> broken.add(name)));
                return new Calendars(named, source.problems(), broken);
            }
        }
        return new Calendars(Map.of(), source.problems(), source.hasErrorsSince(0) ? List.of(file) : List.of());
    }

    private static Optional<BusinessHours> read(RuleSource source, String name, YamlValue value) {
        int before = source.mark();
        source.nowReading(name);
        if (name.equals(Calendars.ALWAYS)) {
            value.wrong("no calendar can be called 'always'", "it is what a rule says that wants none");
        } else if (!RuleReader.isName(name)) {
            value.wrong(
                    "'" + name + "' is no calendar name", "small letters, digits and single dashes: business-hours");
        }
        Optional<BusinessHours> hours = value.mapping().flatMap(mapping -> {
            Optional<BusinessHours> read = new HoursReader(source, mapping, name).hours();
            mapping.reportUnknownKeys();
            return read;
        });
        boolean isBroken = source.hasErrorsSince(before);
        source.nowReading(null);
        return isBroken ? Optional.empty() : hours;
    }

    private Optional<BusinessHours> hours() {
        int before = source.mark();
        Optional<ZoneId> zone = mapping.require("zone", "Europe/Berlin").flatMap(RuleReader::zone);
        Map<DayOfWeek, List<Hours>> week = new EnumMap<>(DayOfWeek.class);
        mapping.get("days")
                .flatMap(YamlValue::mapping)
                .ifPresent(days -> days.all().forEach((key, value) -> putDays(key, value, week)));
        Map<LocalDate, List<Hours>> dates = new TreeMap<>();
        mapping.get("closed")
                .ifPresent(value -> value.items()
                        .forEach(item -> item.text().ifPresent(text -> putDates(text, item, List.of(), dates))));
        mapping.get("otherHours")
                .flatMap(YamlValue::mapping)
                .ifPresent(others -> others.all().forEach((key, value) -> putDates(key, value, spans(value), dates)));
        boolean isNeverOpen =
                Stream.concat(week.values().stream(), dates.values().stream()).allMatch(List::isEmpty);
        if (isNeverOpen && !source.hasErrorsSince(before)) {
            source.error(
                    mapping.node(),
                    mapping.pathOf("days"),
                    "the calendar is never open",
                    "add for instance days: {mon-fri: 08:00-18:00}");
        }
        return zone.map(known -> new BusinessHours(name, known, week, dates));
    }

    private void putDays(String key, YamlValue value, Map<DayOfWeek, List<Hours>> week) {
        List<DayOfWeek> days = daysOf(key, value);
        List<Hours> hours = spans(value);
        for (DayOfWeek day : days) {
            if (week.putIfAbsent(day, hours) != null) {
                value.wrong("the hours of " + WEEKDAYS.get(day.ordinal()) + " are here twice", "keep one of them");
            }
        }
    }

    /** Of {@code mon}, {@code mon-fri} or {@code mon, wed}; may go over the end of a week. */
    private static List<DayOfWeek> daysOf(String key, YamlValue value) {
        List<DayOfWeek> days = new ArrayList<>();
        for (String part : key.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] ends = part.strip().split("-", -1);
            int from = WEEKDAYS.indexOf(ends[0].strip());
            int to = WEEKDAYS.indexOf(ends[ends.length - 1].strip());
            if (ends.length > 2 || from < 0 || to < 0) {
                value.wrong(
                        "'" + key + "' is no weekday", "mon, tue, wed, thu, fri, sat, sun, or mon-fri, or mon, wed");
                return List.of();
            }
            DayOfWeek day = DayOfWeek.of(from + 1);
            days.add(day);
            while (day.ordinal() != to) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return days;
    }

    /** The hours of a day: one span, or a list of them. */
    private List<Hours> spans(YamlValue value) {
        List<Hours> hours = new ArrayList<>();
        value.items()
                .forEach(item -> item.text().flatMap(text -> span(text, item)).ifPresent(hours::add));
        List<Hours> sorted =
                hours.stream().sorted(Comparator.comparingInt(Hours::from)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).from() < sorted.get(i - 1).to()) {
                value.wrong("two spans of a day overlap", "make one of them");
            }
        }
        return sorted;
    }

    private static Optional<Hours> span(String text, YamlValue item) {
        Matcher matcher = HOURS.matcher(text.strip());
        int from = matcher.matches() ? minute(matcher.group(1), matcher.group(2)) : -1;
        int to = matcher.matches() ? minute(matcher.group(3), matcher.group(4)) : -1;
        if (from < 0 || to < 0 || from == BusinessHours.MINUTES_OF_DAY) {
            item.wrong("'" + text + "' are no hours", "such as 08:00-18:00; the end of a day is 24:00");
            return Optional.empty();
        }
        if (to <= from) {
            String end = text.strip().replaceFirst(".*-\\s*", "");
            String start = text.strip().replaceFirst("\\s*-.*", "");
            item.wrong(
                    to == from ? "'" + text + "' is no time at all" : "'" + text + "' goes over midnight",
                    to == from
                            ? "all day is 00:00-24:00"
                            : "write " + start + "-24:00 on this day"
                                    + (to == 0 ? "" : " and 00:00-" + end + " on the next"));
            return Optional.empty();
        }
        return Optional.of(new Hours(from, to));
    }

    /** -1 if it is none. */
    private static int minute(String hours, String minutes) {
        int minute = Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
        return Integer.parseInt(minutes) > 59 || minute > BusinessHours.MINUTES_OF_DAY ? -1 : minute;
    }

    private void putDates(String text, YamlValue value, List<Hours> hours, Map<LocalDate, List<Hours>> dates) {
        for (LocalDate date : datesOf(text, value)) {
            if (dates.putIfAbsent(date, hours) != null) {
                value.wrong(date + " is here twice", "a date is either closed or has other hours, once");
                return;
            }
        }
    }

    private static List<LocalDate> datesOf(String text, YamlValue value) {
        Matcher matcher = DATES.matcher(text.strip());
        try {
            if (matcher.matches()) {
                LocalDate from = LocalDate.parse(matcher.group(1));
                LocalDate to = matcher.group(2) == null ? from : LocalDate.parse(matcher.group(2));
                if (to.isBefore(from) || from.until(to, ChronoUnit.DAYS) >= LONGEST_SPAN) {
                    value.wrong("'" + text + "' is no span of 1 to " + LONGEST_SPAN + " days", DATE_HINT);
                    return List.of();
                }
                return from.datesUntil(to.plusDays(1)).toList();
            }
        } catch (DateTimeParseException e) {
            value.wrong("'" + text + "' is no date: there is no such day", DATE_HINT);
            return List.of();
        }
        value.wrong("'" + text + "' is no date", DATE_HINT);
        return List.of();
    }
}
