package dev.tocsin.query.kibana;

import dev.tocsin.query.kibana.SavedObject.Kind;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a saved object is kept: its name, its queries and where they look. Columns, charts and fields may be megabytes.
 */
final class LineOfExport {
    /** Stands in a line of which only the name was read. */
    static final String TOO_LARGE = "tocsinTooLarge";

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final List<String> OF_OBJECT =
            List.of("title", "description", "query", "filters", "isTextBasedQuery", "kibanaSavedObjectMeta");
    private static final List<String> OF_TAB = List.of("isTextBasedQuery", "kibanaSavedObjectMeta");
    private static final List<String> OF_VIEW = List.of("title", "name", "timeFieldName", "runtimeFieldMap");

    private static final int LONGEST_TEXT = 16 << 10;

    private LineOfExport() {}

    /** Null for what is no search, query or data view. */
    static @Nullable JsonObject kept(JsonObject line) {
        String type = KibanaExport.string(line, "type");
        JsonObject attributes = line.getJsonObject("attributes");
        if (KibanaExport.VIEW.equals(type)) {
            return named(KibanaExport.VIEW, line.getString("id"))
                    .add("attributes", some(attributes, OF_VIEW))
                    .build();
        }
        if (!isSearchOrQuery(type)) {
            return null;
        }
        JsonObjectBuilder kept = some(attributes, OF_OBJECT);
        if (attributes.get("tabs") instanceof JsonArray tabs) {
            kept.add("tabs", tabs(tabs));
        }
        JsonObjectBuilder object =
                named(String.valueOf(type), line.getString("id")).add("attributes", kept);
        if (line.get("references") instanceof JsonArray references) {
            object.add("references", references);
        }
        return object.build();
    }

    static boolean isSearchOrQuery(@Nullable String type) {
        for (Kind kind : Kind.values()) {
            if (kind.type().equals(type)) {
                return true;
            }
        }
        return false;
    }

    private static JsonArrayBuilder tabs(JsonArray tabs) {
        JsonArrayBuilder kept = JSON.createArrayBuilder();
        for (JsonValue one : tabs) {
            if (!(one instanceof JsonObject tab)) {
                kept.add(JsonValue.EMPTY_JSON_OBJECT);
                continue;
            }
            JsonObjectBuilder slim = some(tab, List.of("id", "label"));
            if (tab.get("attributes") instanceof JsonObject attributes) {
                slim.add("attributes", some(attributes, OF_TAB));
            }
            kept.add(slim);
        }
        return kept;
    }

    /**
     * The name alone, read without making anything of the rest; for a line that is too large. A data view is read all the
     * same: in older releases it carries all its fields.
     */
    static JsonObject nameOf(byte[] line) {
        JsonObjectBuilder named = JSON.createObjectBuilder();
        JsonObject attributes = null;
        boolean isView = false;
        try (JsonParser parser = JSON.createParser(new ByteArrayInputStream(line))) {
            parser.next();
            while (parser.next() == JsonParser.Event.KEY_NAME) {
                String key = parser.getString();
                JsonParser.Event value = parser.next();
                if (key.equals("attributes") && value == JsonParser.Event.START_OBJECT) {
                    attributes = attributesIn(parser);
                } else if ((key.equals("type") || key.equals("id")) && value == JsonParser.Event.VALUE_STRING) {
                    String text = parser.getString();
                    named.add(key, text);
                    isView |= key.equals("type") && text.equals(KibanaExport.VIEW);
                } else {
                    skip(parser, value);
                }
            }
        }
        if (attributes != null) {
            JsonObjectBuilder kept = some(attributes, isView ? OF_VIEW : List.of("title"));
            named.add("attributes", isView && !attributes.containsKey(TOO_LARGE) ? kept : kept.add(TOO_LARGE, true));
        }
        return named.build();
    }

    private static JsonObject attributesIn(JsonParser parser) {
        JsonObjectBuilder kept = JSON.createObjectBuilder();
        while (parser.next() == JsonParser.Event.KEY_NAME) {
            String key = parser.getString();
            JsonParser.Event value = parser.next();
            if (!OF_VIEW.contains(key)) {
                skip(parser, value);
            } else if (value == JsonParser.Event.VALUE_STRING) {
                String text = parser.getString();
                if (text.length() <= LONGEST_TEXT) {
                    kept.add(key, text);
                } else {
                    kept.add(TOO_LARGE, true);
                }
            } else if (value == JsonParser.Event.START_OBJECT) {
                addNames(parser, key, kept);
            } else {
                skip(parser, value);
            }
        }
        return kept.build();
    }

    private static void addNames(JsonParser parser, String key, JsonObjectBuilder kept) {
        JsonObjectBuilder names = JSON.createObjectBuilder();
        int characters = 0;
        while (parser.next() == JsonParser.Event.KEY_NAME) {
            String name = parser.getString();
            characters += name.length() + 1;
            skip(parser, parser.next());
            if (characters <= LONGEST_TEXT) {
                names.add(name, JsonValue.EMPTY_JSON_OBJECT);
            }
        }
        kept.add(key, names);
        if (characters > LONGEST_TEXT) {
            kept.add(TOO_LARGE, true);
        }
    }

    /** Not by Parsson's own way of skipping: that never ends where the text does too early. */
    private static void skip(JsonParser parser, JsonParser.Event value) {
        int depth = value == JsonParser.Event.START_OBJECT || value == JsonParser.Event.START_ARRAY ? 1 : 0;
        while (depth > 0) {
            switch (parser.next()) {
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                default -> {}
            }
        }
    }

    private static JsonObjectBuilder named(String type, String id) {
        return JSON.createObjectBuilder().add("type", type).add("id", id);
    }

    private static JsonObjectBuilder some(JsonObject all, List<String> names) {
        JsonObjectBuilder kept = JSON.createObjectBuilder();
        for (String name : names) {
            JsonValue value = all.get(name);
            if (value != null) {
                kept.add(name, value);
            }
        }
        return kept;
    }
}
