package dev.tocsin.fakeslack;

import jakarta.json.JsonObject;
import java.time.Instant;

/**
 * One thing that an app did in a conversation.
 *
 * @param channel id of it
 * @param ts of the message
 * @param payload as it was sent
 */
public record ChatEntry(Instant at, Kind kind, String channel, String ts, JsonObject payload) {
    /** What was done. */
    public enum Kind {
        POST,
        REPLY,
        BROADCAST,
        UPDATE
    }

    public String text() {
        return payload.getString("text", "");
    }
}
