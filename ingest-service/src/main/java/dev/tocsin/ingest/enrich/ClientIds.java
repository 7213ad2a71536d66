package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.event.EventId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Document ids from what clients give: the same input is the same id, on every node and after every restart, which is
 * what makes a client's retry harmless.
 */
public final class ClientIds {
    /** 144 bits: no collision to expect, and base64 without padding. */
    private static final int DIGEST_BYTES = 18;

    private ClientIds() {}

    /** The client's {@code event.id} as it stands, or a hash of it if Elasticsearch could not take it. */
    static EventId ofEventId(String eventId) {
        return EventId.isValid(eventId) ? new EventId(eventId) : new EventId(digest(eventId));
    }

    /** What the ids of one request's records start with. */
    public static String prefixOf(String idempotencyKey) {
        return digest(idempotencyKey);
    }

    static EventId ofRecord(String prefix, int index) {
        return new EventId(prefix + '.' + index);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
