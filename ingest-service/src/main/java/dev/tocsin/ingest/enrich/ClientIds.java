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
final class ClientIds {
    /** 144 bits: no collision to expect, and base64 without padding. */
    private static final int DIGEST_BYTES = 18;

    private ClientIds() {}

    /** The client's {@code event.id} as it stands, or a hash of it if Elasticsearch could not take it. */
    static EventId ofEventId(String eventId) {
        if (EventId.isValid(eventId)) {
            return new EventId(eventId);
        }
        byte[] digest = sha256().digest(eventId.getBytes(StandardCharsets.UTF_8));
        return new EventId(text(digest, DIGEST_BYTES));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** The first bytes of a digest as text that an id may hold. */
    static String text(byte[] digest, int bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, bytes));
    }
}
