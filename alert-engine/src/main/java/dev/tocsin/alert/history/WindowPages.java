package dev.tocsin.alert.history;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What windows saw, of many rules and in parts: from the index, and from the queue into it, whose records are newer. */
public final class WindowPages {
    private static final int CHUNK = 2_000;

    private final UnwrittenWindows unwritten;
    private final HistoryReader reader;
    private final String heartbeat;

    /** @param heartbeat the rule that is only seen by who names it */
    public WindowPages(UnwrittenWindows unwritten, HistoryReader reader, String heartbeat) {
        this.unwritten = unwritten;
        this.reader = reader;
        this.heartbeat = heartbeat;
    }

    /**
     * A part of the list, in order of the places; it may have fewer records than asked for although it goes on.
     *
     * @param next where it goes on; null if it does not
     */
    public record Page(List<JsonObject> records, @Nullable WindowPlace next) {}

    /** @throws IOException if Elasticsearch does not answer or not as expected */
    public Page page(WindowChoice choice, Optional<WindowPlace> after, int most) throws IOException {
        List<HistoryEntry> waiting = unwritten.windows(choice, after, CHUNK);
        Map<String, JsonObject> indexed = reader.find("window", search(choice, after, most + 1));
        // Behind the end of a source that has more nothing is certain: its next record may come before the other's.
        List<WindowPlace> horizons = new ArrayList<>();
        if (waiting.size() == CHUNK) {
            horizons.add(WindowPlace.of(waiting.getLast().document()));
        }
        if (indexed.size() == most + 1) {
            horizons.add(indexed.values().stream()
                    .map(WindowPlace::of)
                    .max(WindowPlace::compareTo)
                    .orElseThrow());
        }
        Optional<WindowPlace> horizon = horizons.stream().min(WindowPlace::compareTo);
        TreeMap<WindowPlace, JsonObject> merged = merged(waiting, indexed, choice);
        horizon.ifPresent(last -> merged.tailMap(last, false).clear());
        if (merged.size() <= most) {
            return new Page(List.copyOf(merged.values()), horizon.orElse(null));
        }
        List<WindowPlace> shown = merged.keySet().stream().limit(most).toList();
        return new Page(shown.stream().map(merged::get).toList(), shown.getLast());
    }

    private static TreeMap<WindowPlace, JsonObject> merged(
            List<HistoryEntry> waiting, Map<String, JsonObject> indexed, WindowChoice choice) {
        TreeMap<WindowPlace, JsonObject> merged = new TreeMap<>();
        Set<String> newer = new HashSet<>();
        for (HistoryEntry entry : waiting) {
            if (newer.add(HistoryIndices.documentId(entry)) && choice.isOf(entry.document())) {
                merged.put(WindowPlace.of(entry.document()), entry.document());
            }
        }
        indexed.forEach((id, record) -> {
            if (!newer.contains(id)) {
                merged.put(WindowPlace.of(record), record);
            }
        });
        return merged;
    }

    private JsonObject search(WindowChoice choice, Optional<WindowPlace> after, int most) {
        JsonObjectBuilder body = Json.createObjectBuilder()
                .add("size", most)
                .add("query", choice.query(heartbeat))
                .add(
                        "sort",
                        Json.createArrayBuilder()
                                .add(by("window.end", "desc", "date"))
                                .add(by("rule", "asc", "keyword"))
                                .add(by("version", "asc", "keyword"))
                                .add(by("window.revision", "desc", "long")));
        after.ifPresent(place -> {
            JsonArrayBuilder values = Json.createArrayBuilder()
                    .add(place.end().toEpochMilli())
                    .add(place.rule())
                    .add(place.version())
                    .add(place.revision());
            body.add("search_after", values);
        });
        return body.build();
    }

    private static JsonObjectBuilder by(String field, String order, String type) {
        return Json.createObjectBuilder()
                .add(field, Json.createObjectBuilder().add("order", order).add("unmapped_type", type));
    }
}
