package dev.tocsin.ingest.decode.otlp;

import java.util.List;

/** The numbers that OpenTelemetry has for severities: four for each level, from 1. */
final class SeverityNumber {
    private static final String PREFIX = "SEVERITY_NUMBER_";
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");
    private static final int OF_A_LEVEL = 4;

    private SeverityNumber() {}

    static boolean isKnown(long number) {
        return number >= 1 && number <= (long) LEVELS.size() * OF_A_LEVEL;
    }

    /** Of a known one. */
    static String levelOf(long number) {
        return LEVELS.get((int) (number - 1) / OF_A_LEVEL);
    }

    static boolean isName(String text) {
        return text.startsWith(PREFIX);
    }

    /** {@code SEVERITY_NUMBER_WARN2} is 14; 0 for unknown. */
    static long ofName(String name) {
        for (int level = 0; level < LEVELS.size(); level++) {
            for (int step = 0; step < OF_A_LEVEL; step++) {
                if (name.equals(PREFIX + LEVELS.get(level) + (step == 0 ? "" : step + 1))) {
                    return 1L + (long) OF_A_LEVEL * level + step;
                }
            }
        }
        return 0;
    }
}
