package dev.tocsin.query;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a query may speak of, with their types: what Kibana calls a data view. Order of the fields is kept,
 * because a wildcard field becomes one clause per field in this order. Immutable.
 */
public final class DataView {
    private final String title;
    private final Map<String, DataField> byName;

    private DataView(String title, Map<String, DataField> byName) {
        this.title = title;
        this.byName = byName;
    }

    public static DataView of(String title, Iterable<DataField> fields) {
        Map<String, DataField> byName = new LinkedHashMap<>();
        for (DataField field : fields) {
            byName.putIfAbsent(field.name(), field);
        }
        return new DataView(title, byName);
    }

    /** From an answer of {@code GET <pattern>/_field_caps?fields=*}. */
    public static DataView fromFieldCaps(String title, JsonObject answer) {
        return of(title, FieldCaps.fields(answer));
    }

    /**
     * From Kibana's form {@code {"title", "fields": [{"name", "type", "esTypes", "subType", "scripted"}]}}, or from a
     * {@code _field_caps} answer, whose {@code fields} is an object.
     *
     * @throws QueryException if it is neither
     */
    public static DataView fromJson(JsonObject json) {
        String title = json.get("title") instanceof JsonString given ? given.getString() : "";
        return switch (json.get("fields")) {
            case JsonObject _ -> fromFieldCaps(title, json);
            case JsonArray fields -> {
                List<DataField> read = new ArrayList<>(fields.size());
                for (JsonValue field : fields) {
                    read.add(field(field));
                }
                yield of(title, read);
            }
            case null, default ->
                throw QueryException.of(
                        "A data view needs \"fields\": a list of {\"name\", \"type\", \"esTypes\"}.",
                        "An answer of GET <pattern>/_field_caps?fields=* is understood too.");
        };
    }

    /** Reads one JSON object as {@link #fromJson} does. */
    public static DataView read(Reader json) {
        JsonObject view;
        try (JsonReader reader = Clause.JSON.createReader(json)) {
            view = reader.readObject();
        } catch (RuntimeException e) {
            // Not JsonException: Parsson tells of too many brackets by a bare RuntimeException.
            throw QueryException.of("The data view is not a JSON object: " + e.getMessage(), null);
        }
        return fromJson(view);
    }

    public String title() {
        return title;
    }

    public List<DataField> fields() {
        return List.copyOf(byName.values());
    }

    public @Nullable DataField field(String name) {
        return byName.get(name);
    }

    List<DataField> matching(String prefix, Operand.Wildcard pattern) {
        List<DataField> found = new ArrayList<>();
        for (DataField field : byName.values()) {
            if (pattern.matches(prefix, field.name())) {
                found.add(field);
            }
        }
        return found;
    }

    private static DataField field(JsonValue json) {
        if (!(json instanceof JsonObject field) || !(field.get("name") instanceof JsonString name)) {
            throw QueryException.of("A field of a data view is an object with a \"name\", not " + json, null);
        }
        List<String> esTypes = new ArrayList<>();
        if (field.get("esTypes") instanceof JsonArray given) {
            for (JsonValue type : given) {
                esTypes.add(type instanceof JsonString text ? text.getString() : type.toString());
            }
        }
        JsonObject subType = field.get("subType") instanceof JsonObject given ? given : JsonValue.EMPTY_JSON_OBJECT;
        return new DataField(
                name.getString(),
                field.get("type") instanceof JsonString type ? type.getString() : "",
                esTypes,
                inner(subType, "nested", "path"),
                inner(subType, "multi", "parent"),
                field.get("scripted") == JsonValue.TRUE);
    }

    private static @Nullable String inner(JsonObject json, String outer, String key) {
        return json.get(outer) instanceof JsonObject object && object.get(key) instanceof JsonString text
                ? text.getString()
                : null;
    }
}
