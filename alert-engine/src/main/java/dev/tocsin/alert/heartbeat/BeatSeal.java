package dev.tocsin.alert.heartbeat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes a beat as one word that only who has the key can write: number, milliseconds since 1970, and the first half of
 * their HMAC-SHA256. So an event that somebody else sends proves nothing.
 */
public final class BeatSeal {
    private static final Pattern WORD = Pattern.compile("(\\d{1,18})\\.(\\d{1,15})\\.([0-9a-f]{32})");
    private static final int BYTES = 16;

    private final SecretKeySpec key;

    public BeatSeal(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    public String write(Beat beat) {
        String text = beat.number() + "." + beat.sentAt().toEpochMilli();
        return text + "." + HexFormat.of().formatHex(sign(text), 0, BYTES);
    }

    /** Empty if it is no beat of ours. */
    public Optional<Beat> read(String word) {
        Matcher matcher = WORD.matcher(word);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Beat beat =
                    new Beat(Long.parseLong(matcher.group(1)), Instant.ofEpochMilli(Long.parseLong(matcher.group(2))));
            boolean isOurs = MessageDigest.isEqual(
                    write(beat).getBytes(StandardCharsets.US_ASCII), word.getBytes(StandardCharsets.US_ASCII));
            return isOurs ? Optional.of(beat) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
