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
 * @param gap what lies too far back to be caught up, or was due in a pause; null for none
 * @param windows after the gap, oldest first
 * @param reachesNow whether the last of the windows is the latest that is due: after it the cursor is current
 */
public record DueWindows(@Nullable Gap gap, List<Window> windows, boolean reachesNow) {
    /** Near first: the ends of a cron expression are found one by one. */
    private static final List<Duration> SPANS_BEFORE =
            List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(32), Duration.ofDays(366));

    private static final List<Duration> LOOK_BACKS =
            List.of(Duration.ofHours(2), Duration.ofDays(2), Duration.ofDays(32), Duration.ofDays(3000));

    /**
     * Windows that are given up, explicitly.
     *
     * @param after end of the last window that was done
     * @param upTo end of the last window that is given up
     * @param pause in which they were due; null if they lie too far back
     */
    public record Gap(Instant after, Instant upTo, @Nullable Pause pause) {
        public Gap(Instant after, Instant upTo) {
            this(after, upTo, null);
        }
    }

    public DueWindows {
        windows = List.copyOf(windows);
    }

    /** Where a new rule's cursor starts: the latest window that is due is its first; a cron's first is its next. */
    public static Instant firstCursor(Rule rule, Instant now) {
        Instant latest = now.minus(rule.delay());
        return switch (rule.schedule().withoutCalendar()) {
            case Schedule.Every(Duration interval) ->
                FireTimes.floor(latest, interval).minus(interval);
            case Schedule.Cron _, Schedule.Within _ -> latest;
        };
    }

    /**
     * @param lastEnd the cursor: end of the last window done
     * @param now the database's clock
     * @param catchUp how far back windows are still evaluated
     * @param limit most windows at once
     */
    public static DueWindows of(Rule rule, Instant lastEnd, Instant now, Duration catchUp, int limit) {
        return of(rule, lastEnd, now, catchUp, limit, List.of());
    }

    /**
     * The same of a rule that was paused: what was due before a pause and after it is caught up as ever, and what was due
     * in it is given up, but for the last of it, with which the rule goes on. At most one gap at a time, and no window
     * beyond the next one.
     *
     * @param pauses that are over, in order; they do not overlap
     */
    public static DueWindows of(
            Rule rule, Instant lastEnd, Instant now, Duration catchUp, int limit, List<Pause> pauses) {
        Instant latest = now.minus(rule.delay());
        Instant horizon = latest.minus(catchUp);
        Gap pauseGap = firstLeftOut(rule, lastEnd, pauses);
        Gap begun = pauseGap != null && pauseGap.after().equals(lastEnd) ? pauseGap : null;
        Gap next = begun == null ? pauseGap : firstLeftOut(rule, begun.upTo(), pauses);
        Instant bound = next == null ? latest : next.after();
        Gap tooFarBack = tooFarBack(
                rule.schedule(), begun == null ? lastEnd : begun.upTo(), horizon.isBefore(bound) ? horizon : bound);
        if (begun != null && tooFarBack != null) {
            // Each is told in its own words.
            return new DueWindows(begun, List.of(), false);
        }
        Gap gap = begun == null ? tooFarBack : begun;
        List<Window> windows = new ArrayList<>();
        Optional<Instant> end = FireTimes.after(rule.schedule(), gap == null ? lastEnd : gap.upTo());
        while (end.isPresent() && !end.get().isAfter(bound) && windows.size() < limit) {
            windows.add(new Window(end.get().minus(rule.window()), end.get()));
            end = FireTimes.after(rule.schedule(), end.get());
        }
        boolean reachesBound = end.isEmpty() || end.get().isAfter(bound);
        return new DueWindows(gap, windows, next == null && reachesBound);
    }

    private static @Nullable Gap firstLeftOut(Rule rule, Instant lastEnd, List<Pause> pauses) {
        return pauses.stream()
                .flatMap(pause -> leftOut(rule, lastEnd, pause).stream())
                .findFirst()
                .orElse(null);
    }

    /** What a pause that is over leaves out behind the cursor; empty for nothing, and once the cursor has passed it. */
    public static Optional<Gap> leftOut(Rule rule, Instant lastEnd, Pause pause) {
        Instant until = pause.until();
        if (until == null) {
            throw new IllegalArgumentException("the pause is not over: " + pause.inWords());
        }
        Instant goesOnWith = lastEndUpTo(rule.schedule(), lastEnd, until.minus(rule.delay()));
        if (!goesOnWith.isAfter(lastEnd)) {
            return Optional.empty();
        }
        Instant before = lastEndUpTo(rule.schedule(), lastEnd, pause.since().minus(rule.delay()));
        Instant after = before.isAfter(lastEnd) ? before : lastEnd;
        Instant upTo = lastEndUpTo(rule.schedule(), after, goesOnWith.minusNanos(1));
        return upTo.isAfter(after) ? Optional.of(new Gap(after, upTo, pause)) : Optional.empty();
    }

    /** End of the latest window that is due; {@code after} if none behind it is. */
    public static Instant latestEnd(Rule rule, Instant after, Instant now) {
        Instant latest = lastEndUpTo(rule.schedule(), after, now.minus(rule.delay()));
        return latest.isAfter(after) ? latest : after;
    }

    /** The window that ended last, then or before; empty if none did within a year. */
    public static Optional<Window> windowAt(Rule rule, Instant at) {
        for (Duration back : SPANS_BEFORE) {
            Instant after = at.minus(back);
            Instant end = lastEndUpTo(rule.schedule(), after, at);
            if (end.isAfter(after)) {
                return Optional.of(new Window(end.minus(rule.window()), end));
            }
        }
        return Optional.empty();
    }

    /** When the next window after the cursor is due, by the database's clock. */
    public static Optional<Instant> nextDue(Rule rule, Instant lastEnd) {
        return FireTimes.after(rule.schedule(), lastEnd).map(end -> end.plus(rule.delay()));
    }

    private static @Nullable Gap tooFarBack(Schedule schedule, Instant lastEnd, Instant horizon) {
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
            case Schedule.Within within -> lastWithin(within, from, horizon);
        };
    }

    private static Instant lastWithin(Schedule.Within within, Instant from, Instant horizon) {
        Instant last = lastEndUpTo(within.withoutCalendar(), from, horizon);
        while (last.isAfter(from) && !within.allows(last)) {
            Optional<Instant> closedSince = within.hours().lastChange(last);
            if (closedSince.isEmpty() || !closedSince.get().isAfter(from)) {
                return from;
            }
            last = lastEndUpTo(within.withoutCalendar(), from, closedSince.get().minusNanos(1));
        }
        return last;
    }

    /**
     * How much of the time from one window of a rule to its next lies in hours that its calendar leaves out: up to the last
     * window that would be there without it. Nobody looked then, and nobody was meant to.
     */
    public static Duration leftOutByCalendar(Rule rule, Instant lastEnd, Instant nextEnd) {
        if (!(rule.schedule() instanceof Schedule.Within within)) {
            return Duration.ZERO;
        }
        Instant last = lastEndUpTo(within.withoutCalendar(), lastEnd, nextEnd.minusNanos(1));
        return last.isAfter(lastEnd) ? Duration.between(lastEnd, last) : Duration.ZERO;
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
