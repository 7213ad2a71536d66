package dev.tocsin.alert.history;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.Window;
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
     * What became of an intent.
     *
     * @param id of the intent
     * @param state {@code sent} or {@code dead}
     * @param answer of the channel; null if it gave none
     * @param failure why it was given up; null if it was not
     */
    public record Ended(
            String id,
            String channel,
            String state,
            int attempts,
            Instant finishedAt,
            @Nullable String answer,
            @Nullable String failure) {}

    public static HistoryEntry of(Ended ended, AlertNotice notice) {
        JsonObjectBuilder group = Json.createObjectBuilder();
        notice.group().values().forEach(group::add);
        JsonObjectBuilder document = head(ended, notice.rule(), notice.kind().name(), notice.window())
                .add("version", notice.ruleVersion())
                .add("episode", notice.episodeId())
                .add("since", notice.since().toString())
                .add("group", notice.group().canonical())
                .add("group_values", group)
                .add("reason", notice.reason());
        if (notice.severity() != null) {
            document.add("severity", notice.severity().name().toLowerCase(Locale.ROOT));
        }
        if (notice.value() != null && Double.isFinite(notice.value())) {
            document.add("value", notice.value());
        }
        if (notice.threshold() != null && Double.isFinite(notice.threshold())) {
            document.add("threshold", notice.threshold());
        }
        return entry(ended, notice.window(), document);
    }

    /**
     * Of an intent whose notice cannot be read: what is known without it.
     *
     * @param kind of the transition
     * @param window null if it is not known; the record then lies at the day on which the intent ended
     */
    public static HistoryEntry ofUnreadable(Ended ended, String rule, String kind, @Nullable Window window) {
        return entry(ended, window, head(ended, rule, kind, window));
    }

    private static JsonObjectBuilder head(Ended ended, String rule, String kind, @Nullable Window window) {
        JsonObjectBuilder notification = Json.createObjectBuilder()
                .add("id", ended.id())
                .add("channel", ended.channel())
                .add("state", ended.state())
                .add("attempts", ended.attempts());
        if (ended.answer() != null) {
            notification.add("answer", ended.answer());
        }
        if (ended.failure() != null) {
            notification.add("failure", ended.failure());
        }
        JsonObjectBuilder document = Json.createObjectBuilder()
                .add("@timestamp", ended.finishedAt().toString())
                .add("kind", "notification")
                .add("rule", rule)
                .add("transition", kind)
                .add("notification", notification);
        if (window != null) {
            document.add(
                    "window",
                    Json.createObjectBuilder()
                            .add("start", window.start().toString())
                            .add("end", window.end().toString()));
        }
        return document;
    }

    private static HistoryEntry entry(Ended ended, @Nullable Window window, JsonObjectBuilder document) {
        Instant at = window == null ? ended.finishedAt() : window.end();
        return new HistoryEntry("notification", ended.id(), LocalDate.ofInstant(at, ZoneOffset.UTC), document.build());
    }
}
