package dev.tocsin.alert.notify.slack;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Whether a request is Slack's; after docs.slack.dev, "Verifying requests from Slack". Pure. */
final class SlackSignature {
    private static final Duration OLDEST = Duration.ofMinutes(5);
    private static final String ALGORITHM = "HmacSHA256";

    private SlackSignature() {}

    /**
     * False for what is older than five minutes, too, so that nobody can send it again.
     *
     * @param timestamp the header {@code X-Slack-Request-Timestamp}; null for none
     * @param signature the header {@code X-Slack-Signature}; null for none
     * @param body as it came, before anybody has read it
     */
    static boolean isRight(
            String secret, @Nullable String timestamp, @Nullable String signature, byte[] body, Instant now) {
        if (timestamp == null || signature == null || !timestamp.matches("\\d{1,12}")) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
        if (age.abs().compareTo(OLDEST) > 0) {
            return false;
        }
        // Takes as long for a signature that is nearly right.
        return MessageDigest.isEqual(
                signature.getBytes(StandardCharsets.UTF_8),
                signatureOf(secret, timestamp, body).getBytes(StandardCharsets.UTF_8));
    }

    private static String signatureOf(String secret, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
