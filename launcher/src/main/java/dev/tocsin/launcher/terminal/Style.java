package dev.tocsin.launcher.terminal;

/** Colours with a meaning. */
public enum Style {
    GOOD("\u001b[32m"),
    BAD("\u001b[31m"),
    STRONG("\u001b[1m"),
    DIM("\u001b[2m"),
    DOUBTFUL("\u001b[33m");

    private final String escape;

    Style(String escape) {
        this.escape = escape;
    }

    String escape() {
        return escape;
    }
}
