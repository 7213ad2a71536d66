package dev.tocsin.launcher.rules;

/** For whom a command writes. */
enum OutputFormat {
    TEXT,
    JSON
}
