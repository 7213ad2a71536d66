package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.receive.HttpAnswer;
import dev.tocsin.ingest.receive.Refusal;
import dev.tocsin.ingest.receive.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.io.JsonStringEncoder;

/** Answers in Elasticsearch's form, with the header by which its clients know it. */
final class ElasticAnswer {
    private static final String VENDOR = "application/vnd.elasticsearch+json";

    private ElasticAnswer() {}

    static HttpAnswer json(int status, String json, RequestHead head) {
        return json(status, json, head, Map.of());
    }

    private static HttpAnswer json(int status, String json, RequestHead head, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("X-Elastic-Product", "Elasticsearch");
        headers.put(HttpHeaderNames.CONTENT_TYPE.toString(), contentType(head));
        return new HttpAnswer(status, headers, FilterPath.of(head).apply(json).getBytes(StandardCharsets.UTF_8));
    }

    /** {@code {"error":{"type":…,"reason":…},"status":…}}. */
    static HttpAnswer of(Refusal refusal, RequestHead head) {
        StringBuilder json = new StringBuilder("{\"error\":");
        appendError(json, typeOf(refusal.status()), refusal.reason() + ": " + refusal.hint());
        json.append(",\"status\":").append(refusal.status()).append('}');
        return json(refusal.status(), json.toString(), head, refusal.headers());
    }

    static void appendError(StringBuilder json, String type, String reason) {
        json.append("{\"type\":\"").append(type).append("\",\"reason\":\"");
        JsonStringEncoder.getInstance().quoteAsString(reason, json);
        json.append("\"}");
    }

    static void appendText(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }

    /** Elasticsearch's word for it, by which some clients decide. */
    private static String typeOf(int status) {
        return switch (status) {
            case 401, 403 -> "security_exception";
            case 404 -> "resource_not_found_exception";
            case 408, 503 -> "process_cluster_event_timeout_exception";
            case 413 -> "content_too_long_exception";
            case 429 -> "es_rejected_execution_exception";
            case 500 -> "exception";
            case 501 -> "unsupported_operation_exception";
            default -> "illegal_argument_exception";
        };
    }

    /** As the client asked for, in the compatibility mode of its version. */
    private static String contentType(RequestHead head) {
        String accept = head.headers().get(HttpHeaderNames.ACCEPT, "").toLowerCase(Locale.ROOT);
        if (!accept.startsWith(VENDOR)) {
            return "application/json";
        }
        int end = accept.indexOf(',');
        String first = end < 0 ? accept : accept.substring(0, end);
        return first.contains("compatible-with=8") ? VENDOR + ";compatible-with=8" : VENDOR + ";compatible-with=9";
    }
}
