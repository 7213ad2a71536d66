package dev.tocsin.ingest.redact;

import java.util.Locale;

/** Names behind which a secret stands, or several: {@code password}, {@code x-api-key}, {@code accessToken}, {@code cookies}. */
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
        int end = plain.endsWith("s") ? plain.length() - 1 : plain.length();
        for (String ending : ENDINGS) {
            if (plain.endsWith(ending) || plain.startsWith(ending, end - ending.length())) {
                return true;
            }
        }
        return false;
    }

    /** Whether one that is a name may be that of a count, too: {@code tokens} are secrets, or so many. */
    static boolean isPlural(String text, int to) {
        return (text.charAt(to - 1) | 0x20) == 's';
    }

    /**
     * Whether a field's name says that its value is a secret: by its last segment, or because it is within what is called so. There and behind
     * a plural a number is taken for a count, {@code true} for a switch.
     */
    static boolean isOne(String name, boolean isText) {
        int from = 0;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', from)) {
            if (isText && isOne(name, from, dot)) {
                return true;
            }
            from = dot + 1;
        }
        return isOne(name, from, name.length()) && (isText || !isPlural(name, name.length()));
    }

    static boolean isOfName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
