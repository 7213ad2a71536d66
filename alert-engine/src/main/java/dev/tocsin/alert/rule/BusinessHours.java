package dev.tocsin.alert.rule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A calendar: when it is open, by the wall clock of its zone. An hour that comes twice in autumn is open twice, one that
 * is left out in spring never. Pure.
 *
 * @param week the hours of each weekday; a day that is missing is closed
 * @param dates the hours of dates that have others than their weekday; no hours for one that is closed
 */
public record BusinessHours(
        String name, ZoneId zone, Map<DayOfWeek, List<Hours>> week, Map<LocalDate, List<Hours>> dates) {
    static final int MINUTES_OF_DAY = 24 * 60;

    /** Beyond it nobody looks: what does not change until then does not change. */
    private static final int MOST_DAYS = 366 * 8;

    /**
     * A part of a day.
     *
     * @param from minute of the day
     * @param to minute of the day, not in it any more; 1440 for midnight
     */
    public record Hours(int from, int to) {}

    public BusinessHours {
        week = Map.copyOf(week);
        dates = Map.copyOf(dates);
    }

    public boolean isOpen(Instant instant) {
        LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
        int minute = local.getHour() * 60 + local.getMinute();
        return hoursOf(local.toLocalDate()).stream().anyMatch(hours -> hours.from() <= minute && minute < hours.to());
    }

    /** When it opens or closes next after an instant; empty if it does not within years. */
    public Optional<Instant> changeAfter(Instant instant) {
        boolean isOpen = isOpen(instant);
        Predicate<Instant> isChange = at -> at.isAfter(instant) && isOpen(at) != isOpen;
        LocalDate first = LocalDate.ofInstant(instant, zone).minusDays(1);
        Instant byHours = null;
        for (int day = 0; day < MOST_DAYS && byHours == null; day++) {
            // Clocks can jump back over midnight: the day behind has a say.
            byHours = edgesOf(first.plusDays(day), first.plusDays(day + 1L))
                    .filter(isChange)
                    .min(Comparator.naturalOrder())
                    .orElse(null);
        }
        Instant before =
                byHours == null ? first.plusDays(MOST_DAYS).atStartOfDay(zone).toInstant() : byHours;
        Instant jump = nextJump(instant);
        while (jump != null && jump.isBefore(before)) {
            if (isChange.test(jump)) {
                return Optional.of(jump);
            }
            jump = nextJump(jump);
        }
        return Optional.ofNullable(byHours);
    }

    /** Since when it has been open or closed as it is at an instant; empty if for years. */
    public Optional<Instant> lastChange(Instant instant) {
        boolean isOpen = isOpen(instant);
        Predicate<Instant> isChange = at -> !at.isAfter(instant) && isOpen(at.minusNanos(1)) != isOpen;
        LocalDate last = LocalDate.ofInstant(instant, zone).plusDays(1);
        Instant byHours = null;
        for (int day = 0; day < MOST_DAYS && byHours == null; day++) {
            byHours = edgesOf(last.minusDays(day), last.minusDays(day + 1L))
                    .filter(isChange)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
        Instant after =
                byHours == null ? last.minusDays(MOST_DAYS).atStartOfDay(zone).toInstant() : byHours;
        Instant jump = previousJump(instant.plusNanos(1));
        while (jump != null && jump.isAfter(after)) {
            if (isChange.test(jump)) {
                return Optional.of(jump);
            }
            jump = previousJump(jump);
        }
        return Optional.ofNullable(byHours);
    }

    private List<Hours> hoursOf(LocalDate date) {
        List<Hours> own = dates.get(date);
        return own != null ? own : week.getOrDefault(date.getDayOfWeek(), List.of());
    }

    /** Where hours of two days begin and end: the only instants at which it can change, but for jumps of the clock. */
    private Stream<Instant> edgesOf(LocalDate one, LocalDate other) {
        return Stream.of(one, other)
                .flatMap(date -> hoursOf(date).stream()
                        .flatMap(hours -> Stream.of(hours.from(), hours.to()))
                        .flatMap(minute -> instantsOf(date.atStartOfDay().plusMinutes(minute))));
    }

    private Stream<Instant> instantsOf(LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        // A time that is left out is one of a jump, which is looked at by itself.
        return offsets.stream().map(local::toInstant);
    }

    private @Nullable Instant nextJump(Instant instant) {
        return instantOf(zone.getRules().nextTransition(instant));
    }

    private @Nullable Instant previousJump(Instant instant) {
        return instantOf(zone.getRules().previousTransition(instant));
    }

    private static @Nullable Instant instantOf(@Nullable ZoneOffsetTransition jump) {
        return jump == null ? null : jump.getInstant();
    }
}
