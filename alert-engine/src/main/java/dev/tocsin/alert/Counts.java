package dev.tocsin.alert;

import java.util.Locale;

/** Numbers of things in words. */
final class Counts {
    private Counts() {}

    /** Such as {@code 1 alert}, {@code 1,200 alerts}. */
    static String of(int number, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
    }
}
