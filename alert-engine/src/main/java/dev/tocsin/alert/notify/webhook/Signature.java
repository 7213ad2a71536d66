package dev.tocsin.alert.notify.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as the specification "Standard Webhooks" has it: HMAC-SHA256 over id, time and raw body, so that libraries of many
 * languages can verify it. Never shows its key.
 */
final class Signature {
    private static final String ENCODED = "whsec_";
    private static final int FEWEST_BYTES = 16;

    private final byte[] key;

    private Signature(byte[] key) {
        this.key = key;
    }

    /** Why a secret cannot be used, in words without it. */
    static Optional<String> troubleWith(String secret) {
        try {
            return keyOf(secret).length < FEWEST_BYTES
                    ? Optional.of("is too short: " + FEWEST_BYTES + " bytes at least")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("begins with " + ENCODED + ", but is not Base64 after it");
        }
    }

    /** @throws IllegalArgumentException if there is trouble with it */
    static Signature with(String secret) {
        return new Signature(keyOf(secret));
    }

    private static byte[] keyOf(String secret) {
        return secret.startsWith(ENCODED)
                ? Base64.getDecoder().decode(secret.substring(ENCODED.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
    }

    /** @param id the same at every try; the time is that of this try */
    Map<String, String> headers(String id, Instant now, byte[] body) {
        String time = Long.toString(now.getEpochSecond());
        return Map.of("webhook-id", id, "webhook-timestamp", time, "webhook-signature", "v1," + of(id, time, body));
    }

    private String of(String id, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
