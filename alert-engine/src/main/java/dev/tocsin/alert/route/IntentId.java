package dev.tocsin.alert.route;

import dev.tocsin.alert.state.TransitionKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** The id of an intent: the same decision has the same id in every replay, so that it is stored once. */
public final class IntentId {
    private static final int HEX_DIGITS = 40;

    private IntentId() {}

    /** @param end of the window that decided it */
    public static String of(String channel, String episodeId, TransitionKind kind, Instant end) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {channel, episodeId, kind.name(), end.toString()}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // Lengths keep ("ab", "c") and ("a", "bc") apart.
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
