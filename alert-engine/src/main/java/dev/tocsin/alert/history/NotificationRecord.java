package dev.tocsin.alert.history;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.Window;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the history keeps of one notification: whom it told, or why nobody. Pure. */
public final class NotificationRecord {
    private NotificationRecord() {}

    /**
     * What became of an intent so far.
     *
     * @param id of the intent
     * @param state {@code sent}, {@code dead}, {@code suppressed} or {@code unsaid}
     * @param at when that was decided
     * @param answer of the channel; null if it gave none
     * @param failure why it was given up, or not told; null if it was told
     * @param message the same for all intents that one message told; null if none did
     * @param suppressed what suppressed it, be it for a while; null if nothing ever did
     */
    public record Fate(
            String id,
            String channel,
            String state,
            int attempts,
            Instant at,
            @Nullable String answer,
            @Nullable String failure,
            @Nullable String message,
            @Nullable Suppressed suppressed) {}

    /**
     * Why people were not told for a while, or not at all.
     *
     * @param cause such as {@code SILENCE}
     * @param by id or name of what suppressed it
     */
    public record Suppressed(String cause, String by, String reason, Instant since) {}

    public static HistoryEntry of(Fate fate, AlertNotice notice) {
        JsonObjectBuilder group = Json.createObjectBuilder();
        notice.group().values().forEach(group::add);
        JsonObjectBuilder document = head(fate, notice.rule(), notice.kind().name(), notice.window())
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
        if (!notice.differs().isEmpty()) {
            JsonArrayBuilder differs = Json.createArrayBuilder();
            notice.differs().forEach(one -> differs.add(one.inWords()));
            document.add("differs", differs);
        }
        if (notice.threshold() != null && Double.isFinite(notice.threshold())) {
            document.add("threshold", notice.threshold());
        }
        return entry(fate, notice.window(), document);
    }

    /**
     * Of an intent whose notice cannot be read: what is known without it.
     *
     * @param kind of the transition
     * @param window null if it is not known; the record then lies at the day of its fate
     */
    public static HistoryEntry ofUnreadable(Fate fate, String rule, String kind, @Nullable Window window) {
        return entry(fate, window, head(fate, rule, kind, window));
    }

    private static JsonObjectBuilder head(Fate fate, String rule, String kind, @Nullable Window window) {
        JsonObjectBuilder notification = Json.createObjectBuilder()
                .add("id", fate.id())
                .add("channel", fate.channel())
                .add("state", fate.state())
                .add("attempts", fate.attempts());
        if (fate.answer() != null) {
            notification.add("answer", fate.answer());
        }
        if (fate.failure() != null) {
            notification.add("failure", fate.failure());
        }
        if (fate.message() != null) {
            notification.add("message", fate.message());
        }
        if (fate.suppressed() != null) {
            notification.add("suppressed", suppressed(fate.suppressed()));
        }
        JsonObjectBuilder document = Json.createObjectBuilder()
                .add("@timestamp", fate.at().toString())
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

    private static JsonObjectBuilder suppressed(Suppressed suppressed) {
        return Json.createObjectBuilder()
                .add("cause", suppressed.cause().toLowerCase(Locale.ROOT))
                .add("by", suppressed.by())
                .add("reason", suppressed.reason())
                .add("since", suppressed.since().toString());
    }

    private static HistoryEntry entry(Fate fate, @Nullable Window window, JsonObjectBuilder document) {
        Instant at = window == null ? fate.at() : window.end();
        return new HistoryEntry("notification", fate.id(), LocalDate.ofInstant(at, ZoneOffset.UTC), document.build());
    }
}
