package dev.tocsin.access;

import java.util.Optional;
import java.util.regex.Pattern;

/** A token or a key as a header can carry it. Whoever reads one asks here, for what sends headers quotes what it refuses. */
public final class HeaderToken {
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    private HeaderToken() {}

    /**
     * What is wrong with it, without showing it; empty if nothing is.
     *
     * @param name of the variable or key that it comes from
     * @param token without white space around it
     */
    public static Optional<String> trouble(String name, String token) {
        return PRINTABLE.matcher(token).matches()
                ? Optional.empty()
                : Optional.of(name + " has a character in it that no token has: it is one line of ASCII without blanks,"
                        + " with nothing else in its variable or file");
    }
}
