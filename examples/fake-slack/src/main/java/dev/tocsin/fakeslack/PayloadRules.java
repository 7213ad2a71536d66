package dev.tocsin.fakeslack;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an incoming webhook accepts, and the words with which it refuses; after docs.slack.dev, "Sending messages using
 * incoming webhooks" and the Block Kit reference.
 */
final class PayloadRules {
    private static final int MOST_ATTACHMENTS = 100;

    private PayloadRules() {}

    /** What a request holds. */
    sealed interface Reading {
        record Accepted(JsonObject payload) implements Reading {}

        /** Slack answers only the word, the detail is for the one who reads the log. */
        record Refused(String word, String detail) implements Reading {}
    }

    static Reading read(@Nullable String contentType, byte[] body) {
        String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
        if (!type.equalsIgnoreCase("application/json")) {
            return new Reading.Refused("invalid_payload", "content type is " + (type.isEmpty() ? "missing" : type));
        }
        JsonObject payload;
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
            payload = reader.readObject();
        } catch (JsonException | IllegalStateException | ClassCastException e) {
            return new Reading.Refused("invalid_payload", "not a JSON object: " + e.getMessage());
        }
        Optional<Reading.Refused> refusal = refusalOf(payload);
        return refusal.isPresent() ? refusal.get() : new Reading.Accepted(payload);
    }

    private static Optional<Reading.Refused> refusalOf(JsonObject payload) {
        JsonArray blocks = arrayOf(payload, "blocks");
        JsonArray attachments = arrayOf(payload, "attachments");
        boolean hasText = payload.get("text") instanceof JsonString text
                && !text.getString().isBlank();
        if (!hasText && (blocks == null || blocks.isEmpty()) && (attachments == null || attachments.isEmpty())) {
            return Optional.of(new Reading.Refused("no_text", "neither text nor blocks nor attachments"));
        }
        if (payload.containsKey("blocks") && blocks == null) {
            return Optional.of(new Reading.Refused("invalid_blocks", "blocks is not an array"));
        }
        if (attachments != null && attachments.size() > MOST_ATTACHMENTS) {
            return Optional.of(new Reading.Refused("too_many_attachments", attachments.size() + " attachments"));
        }
        Optional<String> trouble = blocks == null ? Optional.empty() : BlockRules.troubleWith(blocks);
        return trouble.map(detail -> new Reading.Refused("invalid_blocks", detail));
    }

    private static @Nullable JsonArray arrayOf(JsonObject payload, String name) {
        JsonValue value = payload.get(name);
        return value instanceof JsonArray array ? array : null;
    }
}
