package dev.tocsin.alert.store;

import dev.tocsin.alert.rule.Levels;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Schedule;
import java.time.Duration;

/**
 * How much of a rule's past is to be kept.
 *
 * @param settings all that its decisions depend on beside what is found: by others other things were decided, and rightly
 * @param horizon how far back is looked for events that came late
 * @param spacing from one moment of which all alerts are known to the next
 */
public record PastWish(String rule, String settings, Duration horizon, Duration spacing) {
    /** Windows: further back it is not looked, for what is decided again at once is bounded. */
    private static final int MOST_WINDOWS = 1_000;

    /** Alerts are kept as they are so many times in a horizon: what is decided again begins there. */
    private static final int MOMENTS = 4;

    private static final Duration CLOSEST_CRON = Duration.ofMinutes(1);

    public static PastWish of(Rule rule) {
        Duration horizon = horizonOf(rule);
        return new PastWish(rule.name(), settingsOf(rule), horizon, horizon.dividedBy(MOMENTS));
    }

    private static Duration horizonOf(Rule rule) {
        Duration distance = rule.schedule().withoutCalendar() instanceof Schedule.Every(Duration interval)
                ? interval
                : CLOSEST_CRON;
        Duration most = distance.multipliedBy(MOST_WINDOWS);
        return rule.lateHorizon().compareTo(most) < 0 ? rule.lateHorizon() : most;
    }

    private static String settingsOf(Rule rule) {
        return String.join(
                "|",
                rule.version(),
                String.valueOf(rule.schedule()),
                rule.noData().name(),
                rule.pendingFor().toString(),
                rule.keepFiringFor().toString(),
                String.valueOf(rule.flapping()),
                String.valueOf(rule.maxGroups()),
                rule.seenWithin().toString(),
                rule.condition().expectedGroups().toString(),
                rule.condition().levelsIfAny().map(Levels::toString).orElse(""));
    }
}
