package dev.tocsin.query.kibana;

import dev.tocsin.query.QueryException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Kibana's export gives: one saved object per line, and a last line with their number. The number shows that nothing
 * was cut off; files that were edited by hand, or exported without it, do not have it.
 *
 * @param objects searches and queries, in the order of the lines; dashboards and the like are left out
 * @param isCounted whether the last line says how many objects there are, and that many there are
 */
public record KibanaExport(List<SavedObject> objects, boolean isCounted) {
    private static final JsonProvider JSON = JsonProvider.provider();

    public KibanaExport {
        objects = List.copyOf(objects);
    }

    /**
     * Reads the lines of an export.
     *
     * @throws QueryException naming the line that is no saved object, or the number that is not reached
     */
    public static KibanaExport read(String ndjson) {
        List<JsonObject> lines = new ArrayList<>();
        Integer said = null;
        int number = 0;
        for (String text : (Iterable<String>) ndjson.lines()::iterator) {
            number++;
            if (text.isBlank()) {
                continue;
            }
            JsonObject line = object(text, number);
            if (line.get("exportedCount") instanceof JsonNumber count) {
                said = count.intValue();
            } else if (string(line, "type") == null
                    || string(line, "id") == null
                    || !(line.get("attributes") instanceof JsonObject)) {
                throw QueryException.of(
                        "Line %d is no saved object of Kibana: it needs type, id and attributes.".formatted(number),
                        null);
            } else {
                lines.add(line);
            }
        }
        if (said != null && said != lines.size()) {
            throw QueryException.of(
                    "The export is not complete: it says %d objects and has %d.".formatted(said, lines.size()), null);
        }
        return new KibanaExport(of(lines), said != null);
    }

    /** Reads lines that are parsed already, such as those that {@link SavedObject#lines} kept. */
    public static List<SavedObject> of(List<JsonObject> lines) {
        Map<String, JsonObject> views = new HashMap<>();
        for (JsonObject line : lines) {
            if ("index-pattern".equals(string(line, "type"))) {
                views.put(String.valueOf(string(line, "id")), slim(line));
            }
        }
        SavedObjectReader reader = new SavedObjectReader(views);
        List<SavedObject> objects = new ArrayList<>();
        for (JsonObject line : lines) {
            for (SavedObject.Kind kind : SavedObject.Kind.values()) {
                if (kind.type().equals(string(line, "type"))) {
                    objects.add(reader.read(kind, line));
                }
            }
        }
        return objects;
    }

    /** Data views of older releases carry all their fields, which may be megabytes. */
    private static JsonObject slim(JsonObject view) {
        JsonObject attributes = view.getJsonObject("attributes");
        var kept = JSON.createObjectBuilder();
        for (String name : List.of("title", "name", "timeFieldName", "runtimeFieldMap")) {
            JsonValue value = attributes.get(name);
            if (value != null) {
                kept.add(name, value);
            }
        }
        return JSON.createObjectBuilder()
                .add("type", "index-pattern")
                .add("id", view.getString("id"))
                .add("attributes", kept)
                .build();
    }

    private static JsonObject object(String text, int number) {
        try {
            return parsed(text);
        } catch (RuntimeException e) {
            // Not JsonException: Parsson tells of too many brackets by a bare RuntimeException.
            throw QueryException.of("Line %d is not a JSON object.".formatted(number), null);
        }
    }

    static JsonObject parsed(String text) {
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    static @Nullable String string(JsonObject json, String key) {
        return json.get(key) instanceof JsonString text ? text.getString() : null;
    }
}
