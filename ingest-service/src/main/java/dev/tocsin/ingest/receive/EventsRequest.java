package dev.tocsin.ingest.receive;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, understood.
 *
 * @param form how the body is cut into records
 * @param gzip whether it is compressed
 * @param idempotencyKey makes a repeat of the same records harmless; null without
 * @param client whose part of the memory it takes
 * @param right what its sender may write
 */
record EventsRequest(Form form, boolean gzip, @Nullable String idempotencyKey, String client, WriteRight right) {
    static final String PATH = "/v1/events";

    private static final int MAX_KEY_LENGTH = 255;

    /** How the body is cut into records. */
    enum Form {
        LINES,
        JSON,
        GUESS
    }

    /** Reads the head; throws {@link RequestRefused} with the answer if it is not one that we take. */
    static EventsRequest of(
            HttpRequest request, HttpDoorSettings settings, Admission admission, @Nullable String peer) {
        HttpHeaders headers = request.headers();
        checkPath(request);
        Admission.Admitted admitted = admission.admit(headers, peer);
        long length = HttpUtil.getContentLength(request, 0L);
        if (length > settings.maxBodyBytes()) {
            throw tooLarge(settings.maxBodyBytes());
        }
        return new EventsRequest(
                form(headers), isGzip(headers), idempotencyKey(headers), admitted.client(), admitted.right());
    }

    static RequestRefused tooLarge(int limit) {
        return new RequestRefused(
                HttpAnswer.error(413, "body larger than " + limit + " bytes", "send smaller requests"));
    }

    private static void checkPath(HttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        if (!path.equals(PATH) && !path.equals(PATH + "/")) {
            throw new RequestRefused(HttpAnswer.error(404, "no such path", "there is POST " + PATH));
        }
        if (!request.method().equals(HttpMethod.POST)) {
            throw new RequestRefused(HttpAnswer.error(
                    405, "only POST is possible here", "POST events to " + PATH, Map.of("Allow", "POST")));
        }
    }

    private static Form form(HttpHeaders headers) {
        String contentType = headers.get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        String[] parts = contentType.split(";");
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw unsupported("the charset has to be UTF-8");
            }
        }
        return switch (parts[0].strip()) {
            case "application/x-ndjson", "application/ndjson", "application/jsonl", "text/plain" -> Form.LINES;
            case "application/json" -> Form.JSON;
            case "" -> Form.GUESS;
            default ->
                throw unsupported("send application/x-ndjson (one event per line) or application/json (an array);"
                        + " with curl: -H 'Content-Type: application/x-ndjson' --data-binary @file");
        };
    }

    private static boolean isGzip(HttpHeaders headers) {
        String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> true;
            case "identity", "" -> false;
            default -> throw unsupported("the only content encoding is gzip");
        };
    }

    private static @Nullable String idempotencyKey(HttpHeaders headers) {
        String key = headers.get("Idempotency-Key");
        if (key == null) {
            return null;
        }
        if (key.isBlank() || key.length() > MAX_KEY_LENGTH) {
            throw new RequestRefused(HttpAnswer.error(
                    400, "Idempotency-Key is empty or too long", "use 1 to " + MAX_KEY_LENGTH + " characters"));
        }
        return key;
    }

    private static RequestRefused unsupported(String hint) {
        return new RequestRefused(HttpAnswer.error(415, "unsupported media type", hint));
    }
}
