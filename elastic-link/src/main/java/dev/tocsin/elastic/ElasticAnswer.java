package dev.tocsin.elastic;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A raw answer of Elasticsearch. The low-level client does not throw on 4xx and 5xx: look at the status first.
 *
 * @param status HTTP status
 * @param body as it came; empty for HEAD
 * @param retryAfter what the server or a proxy before it asks for, in seconds; null if it does not
 */
@SuppressWarnings("ArrayRecordComponent")
public record ElasticAnswer(
        int status, byte[] body, @Nullable Duration retryAfter) {
    public ElasticAnswer(int status, byte[] body) {
        this(status, body, null);
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** @throws jakarta.json.JsonException if the body is not a JSON object: then the answer was not understood */
    public JsonObject json() {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
            return reader.readObject();
        }
    }
}
