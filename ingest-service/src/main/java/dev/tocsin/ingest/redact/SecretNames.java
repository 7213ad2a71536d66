package dev.tocsin.ingest.redact;

import java.util.Locale;

/** Names behind which a secret stands: {@code password}, {@code x-api-key}, {@code accessToken}. */
final class SecretNames {
    static final String[] ENDINGS = {
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "apikey",
        "accesskey",
        "secretkey",
        "privatekey",
        "authorization",
        "credential",
        "credentials",
        "cookie",
        "pwd"
    };
    /** So much of a name is looked at, its end. */
    private static final int LONGEST = 64;

    private SecretNames() {}

    /** Whether the part of a text is one, in any case, with {@code _}, {@code -} or nothing between its words. */
    static boolean isOne(String text, int from, int to) {
        if (to - from < 3) {
            return false;
        }
        // Nearly all names end with another letter than these do.
        if ("dtnyels".indexOf(Character.toLowerCase(text.charAt(to - 1))) < 0) {
            return false;
        }
        String plain = text.substring(Math.max(from, to - LONGEST), to)
                .toLowerCase(Locale.ROOT)
                .replace("_", "")
                .replace("-", "");
        for (String ending : ENDINGS) {
            if (plain.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    static boolean isOfName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
