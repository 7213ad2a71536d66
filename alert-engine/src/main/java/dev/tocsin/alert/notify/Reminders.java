package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.Care;
import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Router;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tells again what fires still: after a time, when nobody looks after it any more, and to others when nobody does at all.
 * Every engine may look; what one has decided the others find decided.
 */
public final class Reminders {
    private final StandingAlerts alerts;
    private final Supplier<Router> router;
    private final Cares cares;
    private final Function<String, List<String>> notifyOf;
    private final Predicate<String> isWatched;
    private final InstantSource clock;

    /**
     * @param notifyOf a rule's own list of channels, by its name; empty if it has none
     * @param isWatched rules that are evaluated now: of one that is removed or paused nothing is known that people would not
     *     have been told
     * @param clock of the database
     */
    public Reminders(
            StandingAlerts alerts,
            Supplier<Router> router,
            Cares cares,
            Function<String, List<String>> notifyOf,
            Predicate<String> isWatched,
            InstantSource clock) {
        this.alerts = alerts;
        this.router = router;
        this.cares = cares;
        this.notifyOf = notifyOf;
        this.isWatched = isWatched;
        this.clock = clock;
    }

    /** How many people are to be told again. */
    public int look() {
        Instant now = clock.instant();
        Router current = router.get();
        List<Standing> standing = alerts.standing(current.escalates() || cares.isAny()).stream()
                .filter(one -> isWatched.test(one.notice().rule()))
                .toList();
        Map<String, Care> known = cares.of(standing.stream()
                .map(one -> one.notice().episodeId())
                .distinct()
                .toList());
        List<NotificationIntent> intents = new ArrayList<>();
        for (Standing one : standing) {
            Care care = known.getOrDefault(one.notice().episodeId(), new Care.Nobody());
            one.reminder(care, now).ifPresent(intents::add);
            one.unacknowledged(care, now)
                    .filter(_ -> one.byNews())
                    .ifPresent(since -> intents.addAll(current.escalations(
                            one.notice(), notifyOf.apply(one.notice().rule()), one.channel(), since, now)));
        }
        return intents.isEmpty() ? 0 : alerts.remind(intents);
    }
}
