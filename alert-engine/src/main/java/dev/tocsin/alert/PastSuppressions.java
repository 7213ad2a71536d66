package dev.tocsin.alert;

import dev.tocsin.alert.api.FiringAlerts;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.route.FiringAlert;
import dev.tocsin.alert.route.KnownSuppressions;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.route.Silence;
import dev.tocsin.alert.route.Suppression;
import dev.tocsin.alert.rule.Rule;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What would have kept people from being told of an alert at some time: the silences of then, the mute times of the routes
 * that there are now, and what hides it now, since which alerts fired then is not looked up.
 */
final class PastSuppressions {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int MOST = 50;

    private final Function<Instant, List<Silence>> silencesAt;
    private final FiringAlerts firing;
    private final Supplier<NotificationConfig> config;

    /** @param silencesAt those that held at a time */
    PastSuppressions(
            Function<Instant, List<Silence>> silencesAt, FiringAlerts firing, Supplier<NotificationConfig> config) {
        this.silencesAt = silencesAt;
        this.firing = firing;
        this.config = config;
    }

    /**
     * Of some of the alerts, if there are many.
     *
     * @param suppressed each with the channels that it keeps from hearing
     * @param passedOver what would inhibit them if its rule were evaluated
     */
    record Past(List<JsonObject> suppressed, List<JsonObject> passedOver) {}

    Past of(Rule rule, List<FiringAlert> alerts, Instant at) {
        if (alerts.isEmpty()) {
            return new Past(List.of(), List.of());
        }
        NotificationConfig current = config.get();
        Routes routes = current.routes();
        List<FiringAlert> fire = routes.inhibitions().isEmpty() ? List.of() : firing.firing();
        KnownSuppressions known = new KnownSuppressions(at, silencesAt.apply(at), routes, fire, _ -> rule.channels());
        List<JsonObject> found = new ArrayList<>();
        List<JsonObject> passedOver = new ArrayList<>();
        for (FiringAlert alert : alerts.subList(0, Math.min(alerts.size(), MOST))) {
            Map<Suppression, List<String>> channels = new LinkedHashMap<>();
            for (String channel : channelsOf(rule, alert, current)) {
                known.allOn(alert, channel)
                        .forEach(suppression -> channels.computeIfAbsent(suppression, _ -> new ArrayList<>())
                                .add(channel));
            }
            channels.forEach((suppression, of) -> found.add(written(alert, suppression, of)));
            known.nearlyHiding(alert).ifPresent(source -> passedOver.add(passedOver(alert, source)));
        }
        return new Past(found, passedOver);
    }

    /** As the router decides. */
    private static Set<String> channelsOf(Rule rule, FiringAlert alert, NotificationConfig config) {
        Set<String> own = new LinkedHashSet<>(rule.channels());
        own.retainAll(config.names());
        return own.isEmpty() ? config.routes().decide(alert.labels()).channels() : own;
    }

    private static JsonObject passedOver(FiringAlert alert, FiringAlert source) {
        return JSON.createObjectBuilder()
                .add("group", groupOf(alert))
                .add("by", source.rule())
                .add("reason", "not inhibited by " + source.inWords() + ", though that fires: " + source.unattended())
                .build();
    }

    private static JsonObjectBuilder groupOf(FiringAlert alert) {
        JsonObjectBuilder group = JSON.createObjectBuilder();
        alert.group().values().forEach(group::add);
        return group;
    }

    private static JsonObject written(FiringAlert alert, Suppression suppression, List<String> channels) {
        JsonArrayBuilder names = JSON.createArrayBuilder();
        channels.forEach(names::add);
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("group", groupOf(alert))
                .add("channels", names)
                .add(
                        "cause",
                        suppression.cause().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .add("by", suppression.by())
                .add("reason", suppression.reason());
        if (suppression.until() != null) {
            object.add("until", suppression.until().toString());
        }
        return object.build();
    }
}
