package dev.tocsin.alert.schedule;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Schedule;
import dev.tocsin.alert.rule.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which windows of a rule are to be evaluated now, in order; pure. A window is due at its end plus the rule's delay.
 *
 * @param gap what lies too far back to be caught up; null for none
 * @param windows after the gap, oldest first
 * @param reachesNow whether the last of the windows is the latest that is due: after it the cursor is current
 */
public record DueWindows(@Nullable Gap gap, List<Window> windows, boolean reachesNow) {
    private static final List<Duration> LOOK_BACKS =
            List.of(Duration.ofHours(2), Duration.ofDays(2), Duration.ofDays(32), Duration.ofDays(3000));

    /**
     * Windows that are given up, explicitly.
     *
     * @param after end of the last window that was done
     * @param upTo end of the last window that is given up
     */
    public record Gap(Instant after, Instant upTo) {}

    public DueWindows {
        windows = List.copyOf(windows);
    }

    /** Where a new rule's cursor starts: the latest window that is due is its first; a cron's first is its next. */
    public static Instant firstCursor(Rule rule, Instant now) {
        Instant latest = now.minus(rule.delay());
        return switch (rule.schedule()) {
            case Schedule.Every(Duration interval) ->
                FireTimes.floor(latest, interval).minus(interval);
            case Schedule.Cron _ -> latest;
        };
    }

    /**
     * @param lastEnd the cursor: end of the last window done
     * @param now the database's clock
     * @param catchUp how far back windows are still evaluated
     * @param limit most windows at once
     */
    public static DueWindows of(Rule rule, Instant lastEnd, Instant now, Duration catchUp, int limit) {
        Instant latest = now.minus(rule.delay());
        Instant horizon = latest.minus(catchUp);
        Gap gap = gap(rule.schedule(), lastEnd, horizon);
        List<Window> windows = new ArrayList<>();
        Optional<Instant> end = FireTimes.after(rule.schedule(), gap == null ? lastEnd : gap.upTo());
        while (end.isPresent() && !end.get().isAfter(latest) && windows.size() < limit) {
            windows.add(new Window(end.get().minus(rule.window()), end.get()));
            end = FireTimes.after(rule.schedule(), end.get());
        }
        boolean reachesNow = end.isEmpty() || end.get().isAfter(latest);
        return new DueWindows(gap, windows, reachesNow);
    }

    /** Where a rule goes on that was not evaluated for a while: at the latest window that is due; others are given up. */
    public static DueWindows afterPause(Rule rule, Instant lastEnd, Instant now) {
        Instant current = lastEndUpTo(rule.schedule(), lastEnd, now.minus(rule.delay()));
        if (!current.isAfter(lastEnd)) {
            return new DueWindows(null, List.of(), true);
        }
        Instant before = lastEndUpTo(rule.schedule(), lastEnd, current.minusNanos(1));
        Gap gap = before.isAfter(lastEnd) ? new Gap(lastEnd, before) : null;
        return new DueWindows(gap, List.of(new Window(current.minus(rule.window()), current)), true);
    }

    /** When the next window after the cursor is due, by the database's clock. */
    public static Optional<Instant> nextDue(Rule rule, Instant lastEnd) {
        return FireTimes.after(rule.schedule(), lastEnd).map(end -> end.plus(rule.delay()));
    }

    private static @Nullable Gap gap(Schedule schedule, Instant lastEnd, Instant horizon) {
        if (!lastEnd.isBefore(horizon)) {
            return null;
        }
        Instant upTo = lastEndUpTo(schedule, lastEnd, horizon);
        return upTo.isAfter(lastEnd) ? new Gap(lastEnd, upTo) : null;
    }

    private static Instant lastEndUpTo(Schedule schedule, Instant from, Instant horizon) {
        return switch (schedule) {
            case Schedule.Every(Duration interval) -> FireTimes.floor(horizon, interval);
            case Schedule.Cron cron -> lastFireUpTo(cron, from, horizon);
        };
    }

    private static Instant lastFireUpTo(Schedule.Cron cron, Instant from, Instant horizon) {
        for (Duration lookBack : LOOK_BACKS) {
            Instant start = horizon.minus(lookBack);
            Instant last = from;
            Optional<Instant> next = FireTimes.after(cron, start.isBefore(from) ? from : start);
            while (next.isPresent() && !next.get().isAfter(horizon)) {
                last = next.get();
                next = FireTimes.after(cron, last);
            }
            if (last.isAfter(from) || !start.isAfter(from)) {
                return last;
            }
        }
        return from;
    }
}
