package dev.tocsin.launcher.terminal;

import java.util.Locale;

/** A number with its noun. */
public final class Counted {
    private Counted() {}

    public static String of(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s", count, noun) + (count == 1 ? "" : "s");
    }
}
