package dev.tocsin.alert.history;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One document of the history.
 *
 * @param kind {@code window}, {@code transition}, {@code notification} or {@code version}
 * @param id of the document: writing it again is harmless
 * @param day UTC day of the window, which names the index
 * @param document what is indexed
 */
public record HistoryEntry(String kind, String id, LocalDate day, JsonObject document) {
    /** Of the window that it is about; empty if that is not known. */
    public Optional<Instant> windowEnd() {
        return Optional.ofNullable(document.getJsonObject("window"))
                .map(window -> Instant.parse(window.getString("end")));
    }
}
