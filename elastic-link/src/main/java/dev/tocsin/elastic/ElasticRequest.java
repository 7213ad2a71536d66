package dev.tocsin.elastic;

import java.time.Duration;
import java.util.Map;

/**
 * One request with a prepared body.
 *
 * @param method such as {@code POST}
 * @param path such as {@code /_bulk}
 * @param parameters of the URL
 * @param headers beside those that the link sets itself; {@code X-Opaque-Id} goes here
 * @param body empty for none; not written to while the request runs
 * @param bodyLength how many bytes of {@code body} count
 * @param contentType of the body, such as {@code application/x-ndjson}
 * @param timeout for the whole answer
 * @param largestAnswer in bytes; a larger one is {@link AnswerTooLarge}, or has no body if it is an error
 */
@SuppressWarnings("ArrayRecordComponent")
public record ElasticRequest(
        String method,
        String path,
        Map<String, String> parameters,
        Map<String, String> headers,
        byte[] body,
        int bodyLength,
        String contentType,
        Duration timeout,
        int largestAnswer) {
    public static final String JSON = "application/json";
    public static final String NDJSON = "application/x-ndjson";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int DEFAULT_LARGEST_ANSWER = 100 << 20;

    public ElasticRequest(
            String method,
            String path,
            Map<String, String> parameters,
            Map<String, String> headers,
            byte[] body,
            int bodyLength,
            String contentType,
            Duration timeout) {
        this(method, path, parameters, headers, body, bodyLength, contentType, timeout, DEFAULT_LARGEST_ANSWER);
    }

    public static ElasticRequest get(String path, Map<String, String> parameters) {
        return new ElasticRequest("GET", path, parameters, Map.of(), new byte[0], 0, JSON, DEFAULT_TIMEOUT);
    }

    public static ElasticRequest json(String method, String path, Map<String, String> parameters, byte[] body) {
        return new ElasticRequest(method, path, parameters, Map.of(), body, body.length, JSON, DEFAULT_TIMEOUT);
    }

    public ElasticRequest withTimeout(Duration newTimeout) {
        return new ElasticRequest(
                method, path, parameters, headers, body, bodyLength, contentType, newTimeout, largestAnswer);
    }

    public ElasticRequest withLargestAnswer(int bytes) {
        return new ElasticRequest(method, path, parameters, headers, body, bodyLength, contentType, timeout, bytes);
    }

    public ElasticRequest withHeader(String name, String value) {
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(name, value);
        return new ElasticRequest(
                method, path, parameters, Map.copyOf(more), body, bodyLength, contentType, timeout, largestAnswer);
    }
}
