package dev.tocsin.access;

import java.security.SecureRandom;
import java.util.Base64;

/** A token that was just made. Its text is shown once and kept nowhere. */
public final class NewToken {
    private static final int BYTES = 32;

    private final String text;

    private NewToken(String text) {
        this.text = text;
    }

    /** {@code tocsin_<role>_<base64url>} of 32 random bytes: the beginning lets people and secret scanners recognise it. */
    public static NewToken of(Role role, SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new NewToken("tocsin_" + role.word() + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The secret itself. */
    public String reveal() {
        return text;
    }

    public TokenHash hash() {
        return TokenHash.ofToken(text);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "a new token " + hash().id();
    }
}
