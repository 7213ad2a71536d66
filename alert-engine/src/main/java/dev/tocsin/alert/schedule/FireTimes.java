package dev.tocsin.alert.schedule;

import dev.tocsin.alert.rule.CronFields;
import dev.tocsin.alert.rule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the windows of a schedule end; pure. Cron's own times are computed here and not taken from Quartz, which skips
 * the hour that comes twice in autumn: an hour of events that no window would cover. Where clocks jump, what fires
 * several times an hour or every hour goes on in real time; what fires at one time of day fires once, after the jump if
 * its time is left out.
 */
public final class FireTimes {
    /** 29 February is never further away. */
    private static final int MOST_DAYS = 366 * 8;

    private FireTimes() {}

    /** The first end after an instant; empty if a cron expression never fires again. */
    public static Optional<Instant> after(Schedule schedule, Instant instant) {
        return switch (schedule) {
            case Schedule.Every(Duration interval) ->
                Optional.of(floor(instant, interval).plus(interval));
            case Schedule.Cron cron -> cronAfter(cron, instant);
            case Schedule.Within within -> afterWithin(within, instant);
        };
    }

    /** Where the calendar says no it does so until it changes: all ends up to there are passed over at once. */
    private static Optional<Instant> afterWithin(Schedule.Within within, Instant instant) {
        Schedule all = within.withoutCalendar();
        Instant tooFar = instant.plus(Duration.ofDays(MOST_DAYS));
        Optional<Instant> end = after(all, instant);
        while (end.isPresent() && !within.allows(end.get()) && end.get().isBefore(tooFar)) {
            end = within.hours().changeAfter(end.get()).flatMap(change -> after(all, change.minusNanos(1)));
        }
        return end.filter(within::allows);
    }

    /** Whether an instant lies in the last so many evaluations: fewer ends than that follow it, up to {@code end}. */
    public static boolean isAmongLast(Schedule schedule, Instant at, Instant end, int evaluations) {
        if (schedule instanceof Schedule.Every(Duration interval)) {
            long step = interval.toSeconds();
            return Math.floorDiv(end.getEpochSecond(), step) - Math.floorDiv(at.getEpochSecond(), step) < evaluations;
        }
        Optional<Instant> next = Optional.of(at);
        for (int passed = 0; passed < evaluations; passed++) {
            next = after(schedule, next.get());
            if (next.isEmpty() || next.get().isAfter(end)) {
                return true;
            }
        }
        return false;
    }

    /** The last multiple of the interval that is not after the instant. */
    static Instant floor(Instant instant, Duration interval) {
        long step = interval.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), step) * step);
    }

    private static Optional<Instant> cronAfter(Schedule.Cron cron, Instant instant) {
        // Clocks can jump back over midnight: the day before and the day after have a say.
        LocalDate first = LocalDate.ofInstant(instant, cron.zone()).minusDays(1);
        for (int day = 0; day < MOST_DAYS; day++) {
            Instant found = earlier(
                    firstOn(first.plusDays(day), cron, instant), firstOn(first.plusDays(day + 1L), cron, instant));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** Of a day, the first fire after an instant. In loops, since a rule with a pause asks this for each of its windows. */
    private static @Nullable Instant firstOn(LocalDate date, Schedule.Cron cron, Instant after) {
        CronFields fields = cron.fields();
        if (!fields.isOn(date)) {
            return null;
        }
        ZoneRules rules = cron.zone().getRules();
        boolean isContinuous = fields.hours().size() == 24 || fields.minutes().size() > 1;
        Instant first = null;
        for (int hour : fields.hours()) {
            for (int minute : fields.minutes()) {
                first = earlier(first, fire(date.atTime(hour, minute), rules, isContinuous, after));
                if (first != null && rules.isFixedOffset()) {
                    return first;
                }
            }
        }
        return first;
    }

    private static @Nullable Instant fire(LocalDateTime local, ZoneRules rules, boolean isContinuous, Instant after) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            return isContinuous
                    ? null
                    : onlyAfter(after, rules.getTransition(local).getInstant());
        }
        Instant fire = onlyAfter(after, local.toInstant(offsets.getFirst()));
        return isContinuous && offsets.size() > 1
                ? earlier(fire, onlyAfter(after, local.toInstant(offsets.getLast())))
                : fire;
    }

    private static @Nullable Instant onlyAfter(Instant after, Instant fire) {
        return fire.isAfter(after) ? fire : null;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
