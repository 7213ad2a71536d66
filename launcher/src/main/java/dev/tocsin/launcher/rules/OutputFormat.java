package dev.tocsin.launcher.rules;

/** For whom a command writes. */
public enum OutputFormat {
    TEXT,
    JSON
}
