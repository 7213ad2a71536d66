package dev.tocsin.alert.rule;

import java.util.Locale;

/** How bad a breach is; the order is the order of severity. */
public enum Severity {
    WARNING,
    CRITICAL;

    public String inWords() {
        return name().toLowerCase(Locale.ROOT);
    }
}
