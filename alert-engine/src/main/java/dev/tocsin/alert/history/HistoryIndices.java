package dev.tocsin.alert.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Names: an index per kind and day of the window, so that writing again after a crash meets the same documents, and age
 * is deleted by dropping indices. None matches {@code logs-*-*}.
 */
final class HistoryIndices {
    static final String PREFIX = "tocsin-history-";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu.MM.dd");
    private static final int LONGEST_ID_BYTES = 400;

    private HistoryIndices() {}

    /** Such as {@code tocsin-history-windows-2026.11.23}. */
    static String indexOf(HistoryEntry entry) {
        return PREFIX + entry.kind() + "s-" + DAY.format(entry.day());
    }

    /** Of all days. */
    static String patternOf(String kind) {
        return PREFIX + kind + "s-*";
    }

    /** Of one of our indices; empty for any other name. */
    static Optional<LocalDate> dayOf(String index) {
        int dash = index.lastIndexOf('-');
        if (!index.startsWith(PREFIX) || dash < PREFIX.length()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(index.substring(dash + 1), DAY));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The entry's id, or a digest of it where it is longer than Elasticsearch takes (512 bytes). */
    static String documentId(HistoryEntry entry) {
        byte[] id = entry.id().getBytes(StandardCharsets.UTF_8);
        if (id.length <= LONGEST_ID_BYTES) {
            return entry.id();
        }
        try {
            return "sha256-"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(id));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
