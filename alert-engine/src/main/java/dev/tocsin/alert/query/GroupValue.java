package dev.tocsin.alert.query;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a group is called by one of its fields. Values are logged by anybody and may have thousands of characters; of a
 * long one the beginning is kept with a checksum of the whole, so that two values stay two.
 */
final class GroupValue {
    static final int MOST_CHARACTERS = 512;

    private static final int CHECKSUM_BYTES = 8;
    private static final Pattern MARK = Pattern.compile("… [0-9a-f]{16}");
    private static final int MARK_LENGTH = 18;

    private GroupValue() {}

    static String of(String value) {
        if (value.length() <= MOST_CHARACTERS) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
        return value.substring(0, end) + "… " + checksum(value);
    }

    /** With what the value begins, if it was shortened. */
    static Optional<String> beginningOf(String value) {
        int end = value.length() - MARK_LENGTH;
        return end >= MOST_CHARACTERS - 1 && MARK.matcher(value.substring(end)).matches()
                ? Optional.of(value.substring(0, end))
                : Optional.empty();
    }

    /** Not one that can be aimed at: two groups of the same name would be counted as one. */
    private static String checksum(String value) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, CHECKSUM_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
