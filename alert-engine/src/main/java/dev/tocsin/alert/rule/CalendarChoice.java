package dev.tocsin.alert.rule;

import dev.tocsin.settings.DidYouMean;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a rule, or else its folder, says of a calendar: {@code during} or {@code except}. */
final class CalendarChoice {
    static final List<String> KEYS = List.of("during", "except");

    private final YamlMapping rule;
    private final @Nullable YamlMapping folder;
    private final Calendars calendars;

    CalendarChoice(YamlMapping rule, @Nullable YamlMapping folder, Calendars calendars) {
        this.rule = rule;
        this.folder = folder;
        this.calendars = calendars;
        // Asked for in any case: else they would be unknown keys where something else is wrong.
        KEYS.forEach(rule::get);
    }

    /** The schedule within the calendar's hours; empty after reporting what is wrong with the calendar. */
    Optional<Schedule> within(Schedule schedule) {
        List<String> own = keysIn(rule);
        boolean isOwn = !own.isEmpty() || folder == null;
        YamlMapping from = isOwn || folder == null ? rule : folder;
        List<String> keys = isOwn ? own : keysIn(from);
        if (keys.isEmpty()) {
            return Optional.of(schedule);
        }
        String key = keys.getFirst();
        Optional<YamlValue> value = from.get(key);
        if (keys.size() > 1) {
            value.ifPresent(one -> one.wrong(
                    "both during and except are set", "keep one: dates that are closed belong into the calendar"));
            return Optional.empty();
        }
        Optional<String> name = value.flatMap(YamlValue::text);
        if (value.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        if (name.get().equals(Calendars.ALWAYS) && key.equals("during")) {
            return Optional.of(schedule);
        }
        Optional<BusinessHours> hours = calendars.named(name.get());
        if (hours.isEmpty()) {
            reportUnknown(name.get(), value.get());
        }
        return hours.map(known -> new Schedule.Within(schedule, known, key.equals("except")));
    }

    private static List<String> keysIn(YamlMapping mapping) {
        return KEYS.stream().filter(key -> mapping.get(key).isPresent()).toList();
    }

    private void reportUnknown(String name, YamlValue value) {
        Optional<Problem> fault = calendars.problems().stream()
                .filter(Problem::isError)
                .filter(problem -> problem.rule() == null || name.equals(problem.rule()))
                .findFirst();
        if (fault.isPresent()
                && (calendars.broken().contains(name) || calendars.broken().contains(CalendarBook.FILE))) {
            value.wrong(
                    "the calendar '" + name + "' cannot be read",
                    "see " + fault.get().file() + ":" + fault.get().line());
            return;
        }
        value.wrong(
                "there is no calendar '" + name + "'",
                DidYouMean.nearest(name, calendars.names())
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse(
                                calendars.names().isEmpty()
                                        ? "there is none: write it into " + CalendarBook.FILE
                                        : "known: " + String.join(", ", calendars.names())));
    }
}
