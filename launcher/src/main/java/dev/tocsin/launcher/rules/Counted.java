package dev.tocsin.launcher.rules;

import java.util.Locale;

/** A number with its noun. */
final class Counted {
    private Counted() {}

    static String of(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s", count, noun) + (count == 1 ? "" : "s");
    }
}
