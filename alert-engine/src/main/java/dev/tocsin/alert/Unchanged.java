package dev.tocsin.alert;

import dev.tocsin.alert.history.HistoryReader;
import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.route.FiringAlert;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.Rule;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Why nobody was told of alerts that went on in a window: when people had been told by the time the window was due, and when
 * they would be told again, or what kept it from them. Nothing of it is written for each window: the history has what was
 * told and when, so it is true of past windows as well. After what time people are told again is asked of the routes that
 * there are now.
 */
final class Unchanged {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int MOST = 50;
    private static final int MOST_RECORDS = 1_000;
    private static final Duration LOOK_BACK = Duration.ofDays(31);

    private final HistoryReader history;
    private final Supplier<Router> router;
    private final BiFunction<Collection<String>, Instant, Map<String, Acknowledgement>> acknowledgedAt;

    /** @param acknowledgedAt who looked after which episodes at a time */
    Unchanged(
            HistoryReader history,
            Supplier<Router> router,
            BiFunction<Collection<String>, Instant, Map<String, Acknowledgement>> acknowledgedAt) {
        this.history = history;
        this.router = router;
        this.acknowledgedAt = acknowledgedAt;
    }

    /**
     * Of some of them, if there are many.
     *
     * @throws IOException if the history cannot be read
     */
    List<JsonObject> of(Rule rule, WindowPast past) throws IOException {
        Map<String, FiringAlert> episodes = new LinkedHashMap<>();
        past.alertsOf(rule).stream()
                .limit(MOST)
                .forEach(
                        alert -> past.episodeGoingOn(alert.group()).ifPresent(episode -> episodes.put(episode, alert)));
        if (episodes.isEmpty()) {
            return List.of();
        }
        Instant due = past.window().end().plus(rule.delay());
        Map<String, Acknowledgement> acknowledged = acknowledgedAt.apply(episodes.keySet(), due);
        List<JsonObject> records = history.read(
                "notification",
                rule.name(),
                past.window().end().minus(LOOK_BACK),
                past.window().end().plusMillis(1),
                MOST_RECORDS);
        List<JsonObject> unchanged = new ArrayList<>();
        episodes.forEach((episode, alert) -> {
            Map<String, JsonObject> newest = newestByChannel(records, episode, due);
            unchanged.add(written(rule, alert, episode, newest, acknowledged.get(episode), due));
        });
        return unchanged;
    }

    /** What each channel was told last by then; what it was kept from, if it had been told nothing. */
    private static Map<String, JsonObject> newestByChannel(List<JsonObject> records, String episode, Instant due) {
        Map<String, JsonObject> newest = new LinkedHashMap<>();
        for (JsonObject record : records) {
            if (record.getString("episode", "").equals(episode) && (isTold(record, due) || isSuppressed(record, due))) {
                newest.merge(channelOf(record), record, (one, other) -> isNewer(other, one, due) ? other : one);
            }
        }
        return newest;
    }

    private static boolean isNewer(JsonObject one, JsonObject other, Instant due) {
        boolean isTold = isTold(one, due);
        return isTold == isTold(other, due) ? at(one).isAfter(at(other)) : isTold;
    }

    private static boolean isTold(JsonObject record, Instant due) {
        return record.getJsonObject("notification").getString("state").equals("sent")
                && !at(record).isAfter(due);
    }

    private static boolean isSuppressed(JsonObject record, Instant due) {
        JsonObject suppressed = record.getJsonObject("notification").getJsonObject("suppressed");
        return suppressed != null
                && !Instant.parse(suppressed.getString("since")).isAfter(due);
    }

    private static String channelOf(JsonObject record) {
        return record.getJsonObject("notification").getString("channel");
    }

    private static Instant at(JsonObject record) {
        return Instant.parse(record.getString("@timestamp"));
    }

    private JsonObject written(
            Rule rule,
            FiringAlert alert,
            String episode,
            Map<String, JsonObject> newest,
            @Nullable Acknowledgement acknowledgement,
            Instant due) {
        JsonObjectBuilder group = JSON.createObjectBuilder();
        alert.group().values().forEach(group::add);
        JsonArrayBuilder told = JSON.createArrayBuilder();
        List<String> clauses = new ArrayList<>();
        newest.forEach((channel, record) -> {
            JsonObjectBuilder one = JSON.createObjectBuilder().add("channel", channel);
            if (isTold(record, due)) {
                Duration repeat = router.get().repeatInterval(alert.labels(), rule.channels(), channel);
                one.add("told", at(record).toString());
                if (repeat.isPositive() && !covers(acknowledgement, alert)) {
                    one.add("again", at(record).plus(repeat).toString());
                }
                clauses.add("told at " + Wording.time(at(record)) + " in " + channel
                        + again(at(record), repeat, acknowledgement, alert));
            } else {
                String reason = record.getJsonObject("notification")
                        .getJsonObject("suppressed")
                        .getString("reason");
                one.add("suppressed", reason);
                clauses.add("not told in " + channel + ": " + reason);
            }
            told.add(one);
        });
        return JSON.createObjectBuilder()
                .add("group", group)
                .add("episode", episode)
                .add("channels", told)
                .add(
                        "why",
                        "unchanged: "
                                + (clauses.isEmpty()
                                        ? "no channel had been told of it by then"
                                        : String.join("; ", clauses)))
                .build();
    }

    private static boolean covers(@Nullable Acknowledgement acknowledgement, FiringAlert alert) {
        return acknowledgement != null && acknowledgement.coversSeverity(alert.severity());
    }

    private static String again(
            Instant told, Duration repeat, @Nullable Acknowledgement acknowledgement, FiringAlert alert) {
        if (acknowledgement != null && covers(acknowledgement, alert)) {
            return ", " + acknowledgement.inWords();
        }
        return repeat.isPositive()
                ? ", again at " + Wording.time(told.plus(repeat)) + " unless acknowledged"
                : ", and not again while it goes on";
    }
}
