package dev.tocsin.fakeslack;

import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an app did in a conversation.
 *
 * @param at when it was done
 * @param channel id of it
 * @param ts of the message
 * @param threadTs of the message that it replies to; null for one that stands in the channel itself
 * @param payload as it was sent
 */
public record ChatEntry(
        Instant at,
        Kind kind,
        String channel,
        String ts,
        @Nullable String threadTs,
        JsonObject payload) {
    /** What was done. */
    public enum Kind {
        POST,
        REPLY,
        BROADCAST,
        UPDATE
    }

    /** A post of which no answer says the ts, such as one by a webhook. */
    public static ChatEntry posted(Instant at, String channel, JsonObject payload) {
        return new ChatEntry(at, Kind.POST, channel, tsOf(at), null, payload);
    }

    static ChatEntry posted(ChatMessage message) {
        Kind kind = !message.isReply() ? Kind.POST : message.broadcast() ? Kind.BROADCAST : Kind.REPLY;
        return of(message, kind, message.at());
    }

    static ChatEntry changed(ChatMessage message, Instant now) {
        return of(message, Kind.UPDATE, now);
    }

    private static ChatEntry of(ChatMessage message, Kind kind, Instant at) {
        return new ChatEntry(at, kind, message.channel(), message.ts(), message.threadTs(), message.payload());
    }

    static String tsOf(Instant at) {
        return tsOf(at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000);
    }

    static String tsOf(long micros) {
        return String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
    }

    public String text() {
        return payload.getString("text", "");
    }

    /** How long after the post that was changed, or replied to. */
    public Duration age() {
        BigDecimal posted = new BigDecimal(threadTs == null ? ts : threadTs);
        Instant then = Instant.EPOCH.plusNanos(posted.movePointRight(9).longValue());
        return then.isAfter(at) ? Duration.ZERO : Duration.between(then, at);
    }
}
