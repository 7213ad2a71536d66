package dev.tocsin.alert;

import dev.tocsin.alert.api.FiringAlerts;
import dev.tocsin.alert.api.Silences;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.route.FiringAlert;
import dev.tocsin.alert.route.KnownSuppressions;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.route.Suppressions;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What suppresses notifications at the moment it is asked: read anew each time, so that what somebody silenced, on
 * whichever engine, is silent with the next answer. Costs the database three small reads; that of the firing alerts only
 * while there are inhibitions. Throws what the database throws. Thread-safe.
 */
final class SuppressionBook implements Supplier<Suppressions> {
    private final Silences silences;
    private final FiringAlerts firing;
    private final Supplier<NotificationConfig> config;
    private final Function<String, List<String>> notifyOf;

    /**
     * @param config as it is at the moment
     * @param notifyOf a rule's own list of channels, by its name; empty if it has none
     */
    SuppressionBook(
            Silences silences,
            FiringAlerts firing,
            Supplier<NotificationConfig> config,
            Function<String, List<String>> notifyOf) {
        this.silences = silences;
        this.firing = firing;
        this.config = config;
        this.notifyOf = notifyOf;
    }

    @Override
    public KnownSuppressions get() {
        Instant now = silences.now();
        Routes routes = config.get().routes();
        List<FiringAlert> alerts = routes.inhibitions().isEmpty() ? List.of() : firing.firing();
        return new KnownSuppressions(now, silences.activeAt(now), routes, alerts, notifyOf);
    }
}
