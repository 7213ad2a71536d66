package dev.tocsin.fakeslack;

import jakarta.json.JsonObject;
import java.time.Instant;

/**
 * One message that was accepted.
 *
 * @param channel last segment of the webhook's path
 * @param payload as it was posted
 */
public record ReceivedMessage(Instant at, String channel, JsonObject payload) {
    /** The notification text; empty if the payload has none. */
    public String text() {
        return payload.getString("text", "");
    }
}
