package dev.tocsin.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is kept of a token: its SHA-256. Two are compared in a time that does not depend on where they differ. */
public final class TokenHash {
    private static final String PREFIX = "sha256:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final int ID_LENGTH = 8;

    private final byte[] digest;

    private TokenHash(byte[] digest) {
        this.digest = digest;
    }

    public static TokenHash ofToken(String token) {
        try {
            return new TokenHash(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Of the form {@code sha256:<64 hex digits>}. */
    public static Optional<TokenHash> parse(String text) {
        boolean isHash = text.startsWith(PREFIX)
                && HEX.matcher(text).region(PREFIX.length(), text.length()).matches();
        return isHash
                ? Optional.of(new TokenHash(HexFormat.of().parseHex(text.substring(PREFIX.length()))))
                : Optional.empty();
    }

    /** The first digits: enough for people to tell two tokens of one name apart, and useless for a door. */
    public String id() {
        return HexFormat.of().formatHex(digest).substring(0, ID_LENGTH);
    }

    /** As it stands in the file. */
    @Override
    public String toString() {
        return PREFIX + HexFormat.of().formatHex(digest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash hash && MessageDigest.isEqual(digest, hash.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }
}
