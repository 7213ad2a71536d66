package dev.tocsin.fakeslack;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message in a conversation, as it is now.
 *
 * @param ts its id within the channel
 * @param threadTs of the message that it replies to; null for one that stands in the channel itself
 * @param broadcast whether a reply is shown in the channel too
 * @param at when it was posted
 * @param payload text and blocks, as they were sent last
 * @param metadata null if it has none
 * @param edits how often it was changed
 */
public record ChatMessage(
        String channel,
        String ts,
        @Nullable String threadTs,
        boolean broadcast,
        Instant at,
        String author,
        JsonObject payload,
        @Nullable JsonObject metadata,
        int edits) {
    /** The notification text; empty if it has none. */
    public String text() {
        return payload.getString("text", "");
    }

    public JsonArray blocks() {
        return payload.get("blocks") instanceof JsonArray blocks ? blocks : JsonValue.EMPTY_JSON_ARRAY;
    }

    public boolean isReply() {
        return threadTs != null;
    }

    ChatMessage changed(JsonObject newPayload, @Nullable JsonObject newMetadata, boolean nowBroadcast) {
        return new ChatMessage(channel, ts, threadTs, nowBroadcast, at, author, newPayload, newMetadata, edits + 1);
    }
}
