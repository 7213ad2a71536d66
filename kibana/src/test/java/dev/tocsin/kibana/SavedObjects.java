package dev.tocsin.kibana;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonPointer;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The objects of the shipped file, as they stand in it. */
record SavedObjects(List<JsonObject> all) {
    static SavedObjects shipped() {
        try {
            return of(Files.readString(Path.of("tocsin.ndjson")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static SavedObjects of(String file) {
        return new SavedObjects(file.lines().map(SavedObjects::object).toList());
    }

    List<JsonObject> of(ObjectType type) {
        return all.stream().filter(object -> type == typeOf(object)).toList();
    }

    Optional<JsonObject> find(String type, String id) {
        return all.stream()
                .filter(object -> object.getString("type").equals(type)
                        && object.getString("id").equals(id))
                .findFirst();
    }

    /** The same with one object changed at a place of its attributes, which may lie inside a text with JSON in it. */
    SavedObjects withAttribute(String id, String pointer, JsonValue value) {
        return with(id, object -> {
            ObjectType type = typeOf(object);
            JsonPointer place = Json.createPointer(pointer);
            JsonObject attributes = attributes(object);
            JsonObject changed =
                    place.containsValue(attributes) ? place.replace(attributes, value) : place.add(attributes, value);
            return set(object, "attributes", type.withTexts(changed));
        });
    }

    SavedObjects withoutAttribute(String id, String pointer) {
        return with(id, object -> {
            JsonObject changed = Json.createPointer(pointer).remove(attributes(object));
            return set(object, "attributes", typeOf(object).withTexts(changed));
        });
    }

    /** The same with one object changed. */
    SavedObjects with(String id, UnaryOperator<JsonObject> change) {
        List<JsonObject> changed = new ArrayList<>();
        for (JsonObject object : all) {
            changed.add(object.getString("id").equals(id) ? change.apply(object) : object);
        }
        if (changed.equals(all)) {
            throw new IllegalArgumentException("nothing was changed in " + id);
        }
        return new SavedObjects(changed);
    }

    static JsonObject set(JsonObject object, String key, JsonValue value) {
        return Json.createObjectBuilder(object).add(key, value).build();
    }

    static ObjectType typeOf(JsonObject object) {
        for (ObjectType type : ObjectType.values()) {
            if (type.word().equals(object.getString("type"))) {
                return type;
            }
        }
        throw new IllegalArgumentException("a type that we do not ship: " + object.getString("type"));
    }

    static String nameOf(JsonObject object) {
        return object.getString("type") + " " + object.getString("id");
    }

    /** With the texts read as what is in them. */
    static JsonObject attributes(JsonObject object) {
        JsonObject read = object.getJsonObject("attributes");
        for (JsonPointer text : typeOf(object).texts()) {
            if (text.containsValue(read) && text.getValue(read) instanceof JsonString json) {
                read = text.replace(read, value(json.getString()));
            }
        }
        return read;
    }

    static List<JsonObject> panels(JsonObject dashboard) {
        return attributes(dashboard).getJsonArray("panelsJSON").getValuesAs(JsonObject.class);
    }

    /** Every chart of the file. */
    List<Chart> charts() {
        List<Chart> charts = new ArrayList<>();
        for (JsonObject dashboard : of(ObjectType.DASHBOARD)) {
            for (JsonObject panel : panels(dashboard)) {
                JsonObject chart = panel.getJsonObject("embeddableConfig").getJsonObject("attributes");
                if (chart != null) {
                    charts.add(new Chart(nameOf(dashboard) + ", panel " + panel.getString("panelIndex"), chart));
                }
            }
        }
        return charts;
    }

    static List<JsonObject> references(JsonObject object) {
        return object.getJsonArray("references").getValuesAs(JsonObject.class);
    }

    /** The title of the data view that a reference of this name leads to. */
    String dataView(JsonObject holder, String reference) {
        String id = references(holder).stream()
                .filter(candidate -> candidate.getString("name").equals(reference))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no reference " + reference))
                .getString("id");
        return find("index-pattern", id)
                .orElseThrow(() -> new IllegalArgumentException("no data view " + id))
                .getJsonObject("attributes")
                .getString("title");
    }

    /** @throws JsonException if it is not JSON */
    static JsonValue value(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readValue();
        }
    }

    private static JsonObject object(String line) {
        return value(line).asJsonObject();
    }
}
