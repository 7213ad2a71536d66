package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.MalformedRecord;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a client is told.
 *
 * @param status of HTTP
 * @param headers besides content type and length
 * @param body JSON
 */
@SuppressWarnings("ArrayRecordComponent")
record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    private static final JsonFactory JSON = new JsonFactory();

    /** {@code {"error":{"reason":…,"hint":…}}}. */
    static HttpAnswer error(int status, String reason, String hint) {
        return error(status, reason, hint, Map.of());
    }

    static HttpAnswer error(int status, String reason, String hint, Map<String, String> headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("reason", reason);
            json.writeStringProperty("hint", hint);
            json.writeEndObject();
            json.writeEndObject();
        }
        return new HttpAnswer(status, headers, bytes.toByteArray());
    }

    /** 429: nothing was kept, the same request will do a little later. */
    static HttpAnswer busy(String reason) {
        return error(429, reason, "nothing was kept: send the same request again", Map.of("Retry-After", "1"));
    }

    /**
     * The fate of each record, in order: {@code {"accepted":1,"refused":1,"records":[{"id":…},{"error":{"reason":…,
     * "offset":…,"hint":…}}]}}; what has an id is durable, and will be found under it. 400 if all are refused.
     *
     * @param ids of those that were not refused
     */
    static HttpAnswer ofRecords(List<@Nullable MalformedRecord> refusals, List<EventId> ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 32 * refusals.size());
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("accepted", ids.size());
            json.writeNumberProperty("refused", refusals.size() - ids.size());
            json.writeArrayPropertyStart("records");
            Iterator<EventId> id = ids.iterator();
            for (MalformedRecord refusal : refusals) {
                json.writeStartObject();
                if (refusal == null) {
                    json.writeStringProperty("id", id.next().value());
                } else {
                    write(refusal, json);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return new HttpAnswer(ids.isEmpty() ? 400 : 200, Map.of(), bytes.toByteArray());
    }

    private static void write(MalformedRecord refusal, JsonGenerator json) {
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("reason", refusal.reason());
        if (refusal.offset() >= 0) {
            json.writeNumberProperty("offset", refusal.offset());
        }
        json.writeStringProperty("hint", refusal.hint());
        json.writeEndObject();
    }
}
