package dev.tocsin.settings;

import dev.tocsin.access.SecretMissing;
import dev.tocsin.access.SecretReferences;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with a reference that leads nowhere, in words. A name is told only where it is all of the text: {@code ab${cd}ef}
 * may be a secret that has such signs in it, and Spring's own words quote it whole.
 */
final class Unresolved {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^{}]+)}");

    private Unresolved() {}

    /** @param text as it is written, before anything is filled in */
    static String inWords(String text, Throwable failure) {
        Matcher matcher = REFERENCE.matcher(text.strip());
        String reference = matcher.matches() ? matcher.group(1) : "";
        if (SecretReferences.isReference(reference)) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof SecretMissing missing) {
                    return inWords(missing);
                }
            }
        }
        return reference.isEmpty() || reference.contains(":")
                ? "refers to something that is not set, by a ${ in it"
                : "refers to " + reference + ", which is not set";
    }

    static String inWords(SecretMissing missing) {
        return "needs " + missing.getMessage() + ": " + missing.hint();
    }
}
