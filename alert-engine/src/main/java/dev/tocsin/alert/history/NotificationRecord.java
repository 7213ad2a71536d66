package dev.tocsin.alert.history;

import dev.tocsin.alert.route.AlertNotice;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the history keeps of one notification that ended: whom it told, or why nobody. Pure. */
public final class NotificationRecord {
    private NotificationRecord() {}

    /**
     * @param id of the intent
     * @param state {@code sent} or {@code dead}
     * @param answer of the channel; null if it gave none
     * @param failure why it was given up; null if it was not
     */
    public static HistoryEntry of(
            String id,
            String channel,
            String state,
            int attempts,
            Instant finishedAt,
            @Nullable String answer,
            @Nullable String failure,
            AlertNotice notice) {
        JsonObjectBuilder group = Json.createObjectBuilder();
        notice.group().values().forEach(group::add);
        JsonObjectBuilder notification = Json.createObjectBuilder()
                .add("id", id)
                .add("channel", channel)
                .add("state", state)
                .add("attempts", attempts);
        if (answer != null) {
            notification.add("answer", answer);
        }
        if (failure != null) {
            notification.add("failure", failure);
        }
        JsonObjectBuilder document = Json.createObjectBuilder()
                .add("@timestamp", finishedAt.toString())
                .add("kind", "notification")
                .add("rule", notice.rule())
                .add("version", notice.ruleVersion())
                .add(
                        "window",
                        Json.createObjectBuilder()
                                .add("start", notice.window().start().toString())
                                .add("end", notice.window().end().toString()))
                .add("transition", notice.kind().name())
                .add("episode", notice.episodeId())
                .add("since", notice.since().toString())
                .add("group", notice.group().canonical())
                .add("group_values", group)
                .add("reason", notice.reason())
                .add("notification", notification);
        if (notice.severity() != null) {
            document.add("severity", notice.severity().name().toLowerCase(Locale.ROOT));
        }
        if (notice.value() != null && Double.isFinite(notice.value())) {
            document.add("value", notice.value());
        }
        if (notice.threshold() != null && Double.isFinite(notice.threshold())) {
            document.add("threshold", notice.threshold());
        }
        LocalDate day = LocalDate.ofInstant(notice.window().end(), ZoneOffset.UTC);
        return new HistoryEntry("notification", id, day, document.build());
    }
}
