package dev.tocsin.ingest.enrich;

import java.util.Locale;
import java.util.Map;

/**
 * One spelling for each level, in upper case, so that one query finds the errors of every logger. Words and numbers of
 * other logging systems are translated; what is unknown stays, in upper case.
 */
final class Severity {
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("WARNING", "WARN"),
            Map.entry("ERR", "ERROR"),
            Map.entry("SEVERE", "ERROR"),
            Map.entry("CRITICAL", "FATAL"),
            Map.entry("CRIT", "FATAL"),
            Map.entry("ALERT", "FATAL"),
            Map.entry("EMERGENCY", "FATAL"),
            Map.entry("EMERG", "FATAL"),
            Map.entry("PANIC", "FATAL"),
            Map.entry("NOTICE", "INFO"),
            Map.entry("INFORMATION", "INFO"),
            Map.entry("INFORMATIONAL", "INFO"),
            Map.entry("CONFIG", "INFO"),
            Map.entry("FINE", "DEBUG"),
            Map.entry("FINER", "TRACE"),
            Map.entry("FINEST", "TRACE"),
            Map.entry("VERBOSE", "TRACE"),
            // logback's integers
            Map.entry("5000", "TRACE"),
            Map.entry("10000", "DEBUG"),
            Map.entry("20000", "INFO"),
            Map.entry("30000", "WARN"),
            Map.entry("40000", "ERROR"),
            // pino and bunyan
            Map.entry("10", "TRACE"),
            Map.entry("20", "DEBUG"),
            Map.entry("30", "INFO"),
            Map.entry("40", "WARN"),
            Map.entry("50", "ERROR"),
            Map.entry("60", "FATAL"));

    private Severity() {}

    static String of(String level) {
        String upper = level.strip().toUpperCase(Locale.ROOT);
        return KNOWN.getOrDefault(upper, upper);
    }
}
