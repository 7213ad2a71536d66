package dev.tocsin.ingest.receive;

import java.util.Map;

/**
 * Why a request is refused as a whole; each {@link Dialect} has its own form for it.
 *
 * @param status of HTTP
 * @param reason what is wrong, without the offending value
 * @param hint what the sender can do
 * @param headers to answer with, such as {@code Retry-After}
 */
public record Refusal(int status, String reason, String hint, Map<String, String> headers) {
    public Refusal {
        headers = Map.copyOf(headers);
    }

    public Refusal(int status, String reason, String hint) {
        this(status, reason, hint, Map.of());
    }

    /** Nothing was kept, the same request will do a little later. */
    static Refusal busy(String reason) {
        return new Refusal(429, reason, "nothing was kept: send the same request again", Map.of("Retry-After", "1"));
    }

    static Refusal tooLarge(int limit) {
        return new Refusal(413, "body larger than " + limit + " bytes", "send smaller requests");
    }
}
