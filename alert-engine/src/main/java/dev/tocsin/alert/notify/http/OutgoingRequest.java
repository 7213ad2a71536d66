package dev.tocsin.alert.notify.http;

import java.util.Map;

/**
 * A body to post.
 *
 * @param contentType such as {@code application/json}
 * @param headers beside what the client sets itself; values in visible ASCII
 */
public record OutgoingRequest(byte[] body, String contentType, Map<String, String> headers) {
    public OutgoingRequest {
        headers = Map.copyOf(headers);
    }

    /** JSON without further headers. */
    public static OutgoingRequest json(byte[] body) {
        return new OutgoingRequest(body, "application/json; charset=UTF-8", Map.of());
    }
}
