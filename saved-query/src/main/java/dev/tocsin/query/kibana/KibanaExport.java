package dev.tocsin.query.kibana;

import dev.tocsin.query.QueryException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
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
    /** In bytes, of a whole export. What it becomes in memory is many times that. */
    public static final int LARGEST = 8 << 20;

    static final String VIEW = "index-pattern";
    private static final int LARGEST_LINE = 256 << 10;
    private static final int MOST_VALUES_OF_LINE = 20_000;
    private static final int MOST_VALUES = 250_000;
    private static final String TOO_MUCH = "The export is more than is read at once: 8 MB, 250,000 values.";
    private static final String HINT =
            "keep searches that alerts use in a space of their own, or in an export of their own";
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
        return read(ndjson.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads one line after the other, and keeps of each what matters. An object whose line is too large has its name and
     * cannot be used.
     *
     * @param ndjson in UTF-8, at most {@link #LARGEST} bytes
     * @throws QueryException naming the line that is no saved object, or what is too much
     */
    public static KibanaExport read(byte[] ndjson) {
        if (ndjson.length > LARGEST) {
            throw QueryException.of(TOO_MUCH, HINT);
        }
        List<JsonObject> lines = new ArrayList<>();
        Integer said = null;
        int number = 0;
        int objects = 0;
        int values = 0;
        for (ExportLines all = new ExportLines(ndjson); all.hasNext(); ) {
            byte[] text = all.next();
            number++;
            if (ExportLines.isBlank(text)) {
                continue;
            }
            int ours = ExportLines.valuesIn(text);
            boolean isTooLarge = text.length > LARGEST_LINE || ours > MOST_VALUES_OF_LINE;
            JsonObject line = object(text, number, isTooLarge);
            if (line.get("exportedCount") instanceof JsonNumber count) {
                said = count.intValue();
                continue;
            }
            if (string(line, "type") == null
                    || string(line, "id") == null
                    || !(line.get("attributes") instanceof JsonObject)) {
                throw QueryException.of(
                        "Line %d is no saved object of Kibana: it needs type, id and attributes.".formatted(number),
                        null);
            }
            objects++;
            JsonObject kept = isTooLarge ? line : LineOfExport.kept(line);
            if (kept != null) {
                lines.add(kept);
                values += isTooLarge ? 1 : ours;
                if (values > MOST_VALUES) {
                    throw QueryException.of(TOO_MUCH, HINT);
                }
            }
        }
        if (said != null && said != objects) {
            throw QueryException.of(
                    "The export is not complete: it says %d objects and has %d.".formatted(said, objects), null);
        }
        return new KibanaExport(of(lines), said != null);
    }

    /** Reads lines that are parsed already, such as those that {@link SavedObject#lines} kept. */
    public static List<SavedObject> of(List<JsonObject> lines) {
        Map<String, JsonObject> views = new HashMap<>();
        for (JsonObject line : lines) {
            if (VIEW.equals(string(line, "type"))) {
                views.put(String.valueOf(string(line, "id")), line);
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

    private static JsonObject object(byte[] text, int number, boolean isTooLarge) {
        try {
            return isTooLarge ? LineOfExport.nameOf(text) : parsed(new String(text, StandardCharsets.UTF_8));
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
