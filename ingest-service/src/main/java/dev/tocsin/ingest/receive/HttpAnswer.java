package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.MalformedRecord;
import java.io.ByteArrayOutputStream;
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
     * The fate of each record: {@code {"accepted":2,"refused":1,"errors":[{"index":1,"reason":…,"offset":…,"hint":…}]}};
     * a record that is not in {@code errors} is durable. 400 if all are refused.
     */
    static HttpAnswer ofRecords(List<@Nullable MalformedRecord> refusals) {
        int refused = 0;
        for (MalformedRecord refusal : refusals) {
            refused += refusal == null ? 0 : 1;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("accepted", refusals.size() - refused);
            json.writeNumberProperty("refused", refused);
            json.writeArrayPropertyStart("errors");
            for (int i = 0; i < refusals.size(); i++) {
                MalformedRecord refusal = refusals.get(i);
                if (refusal != null) {
                    json.writeStartObject();
                    json.writeNumberProperty("index", i);
                    json.writeStringProperty("reason", refusal.reason());
                    if (refusal.offset() >= 0) {
                        json.writeNumberProperty("offset", refusal.offset());
                    }
                    json.writeStringProperty("hint", refusal.hint());
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        boolean allBad = refused == refusals.size();
        return new HttpAnswer(allBad ? 400 : 200, Map.of(), bytes.toByteArray());
    }
}
