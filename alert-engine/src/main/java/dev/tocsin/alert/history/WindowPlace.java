package dev.tocsin.alert.history;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;

/** What names the record of a window, and its place in the list of all: newest window first, then by rule and version. */
public record WindowPlace(Instant end, String rule, String version, long revision) implements Comparable<WindowPlace> {
    private static final Comparator<WindowPlace> ORDER = Comparator.comparing(WindowPlace::end)
            .reversed()
            .thenComparing(WindowPlace::rule)
            .thenComparing(WindowPlace::version)
            .thenComparing(Comparator.comparingLong(WindowPlace::revision).reversed());

    static WindowPlace of(JsonObject record) {
        JsonObject window = record.getJsonObject("window");
        return new WindowPlace(
                Instant.parse(window.getString("end")),
                record.getString("rule"),
                record.getString("version"),
                window.getJsonNumber("revision").longValue());
    }

    @Override
    public int compareTo(WindowPlace other) {
        return ORDER.compare(this, other);
    }
}
