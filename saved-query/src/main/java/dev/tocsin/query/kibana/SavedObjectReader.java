package dev.tocsin.query.kibana;

import dev.tocsin.query.SavedQuery;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One saved object to what can be run of it. Kibana has stored sessions in three forms: everything on top; on top, and
 * again in tabs; in tabs only. Where there are tabs they are what counts.
 */
final class SavedObjectReader {
    private final Map<String, JsonObject> viewsById;

    SavedObjectReader(Map<String, JsonObject> viewsById) {
        this.viewsById = viewsById;
    }

    /** A tab cannot be run; the message and the hint are for people. */
    private static final class NotRunnable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final @Nullable String hint;

        NotRunnable(String message, @Nullable String hint) {
            super(message, null, false, false);
            this.hint = hint;
        }
    }

    SavedObject read(SavedObject.Kind kind, JsonObject line) {
        JsonObject attributes = line.getJsonObject("attributes");
        String id = line.getString("id");
        String title = KibanaExport.string(attributes, "title");
        Set<String> views = new LinkedHashSet<>();
        List<SavedObject.Tab> tabs = attributes.containsKey(LineOfExport.TOO_LARGE)
                ? List.of(tab("", "", () -> {
                    throw new NotRunnable(
                            "it is larger than 256 KB or 20,000 values", "save it with fewer columns and filters");
                }))
                : tabs(kind, line, attributes, views);
        List<JsonObject> lines = new ArrayList<>();
        lines.add(line);
        for (String view : views) {
            Optional.ofNullable(viewsById.get(view)).ifPresent(lines::add);
        }
        return new SavedObject(
                kind,
                id,
                title == null || title.isBlank() ? id : title,
                KibanaExport.string(attributes, "description"),
                tabs,
                lines);
    }

    private List<SavedObject.Tab> tabs(
            SavedObject.Kind kind, JsonObject line, JsonObject attributes, Set<String> views) {
        return switch (kind) {
            case QUERY -> List.of(tab("", "", () -> content("", "", attributes, null)));
            case SEARCH -> session(line, attributes, views);
        };
    }

    private List<SavedObject.Tab> session(JsonObject line, JsonObject attributes, Set<String> views) {
        References references = References.of(line);
        if (!(attributes.get("tabs") instanceof JsonArray some) || some.isEmpty()) {
            return List.of(tab("", "", () -> page("", "", attributes, references, views)));
        }
        List<SavedObject.Tab> tabs = new ArrayList<>();
        for (JsonValue one : some) {
            JsonObject tab = one instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
            String id = Optional.ofNullable(KibanaExport.string(tab, "id")).orElse("");
            String label =
                    Optional.ofNullable(KibanaExport.string(tab, "label")).orElse(id);
            JsonObject inner = tab.get("attributes") instanceof JsonObject given ? given : JsonValue.EMPTY_JSON_OBJECT;
            tabs.add(tab(id, label, () -> page(id, label, inner, references, views)));
        }
        return tabs;
    }

    private interface Reading {
        SavedObject.Tab read();
    }

    private static SavedObject.Tab tab(String id, String label, Reading reading) {
        try {
            return reading.read();
        } catch (NotRunnable e) {
            return new SavedObject.Tab.Unreadable(id, label, String.valueOf(e.getMessage()), e.hint);
        }
    }

    private SavedObject.Tab page(
            String id, String label, JsonObject attributes, References references, Set<String> views) {
        JsonObject source = searchSource(attributes);
        boolean isEsql = attributes.get("isTextBasedQuery") == JsonValue.TRUE
                || (source.get("query") instanceof JsonObject query && query.containsKey("esql"));
        if (isEsql) {
            throw new NotRunnable(
                    "it is written in ES|QL, which computes tables and does not say which events match",
                    "write the same in KQL: in Discover, switch to classic");
        }
        return content(id, label, source, view(id, source, references, views));
    }

    private static JsonObject searchSource(JsonObject attributes) {
        JsonValue source = attributes.get("kibanaSavedObjectMeta") instanceof JsonObject meta
                ? meta.get("searchSourceJSON")
                : null;
        return switch (source) {
            case JsonObject object -> object;
            case JsonString text -> {
                try {
                    yield KibanaExport.parsed(text.getString());
                } catch (RuntimeException e) {
                    throw new NotRunnable("its searchSourceJSON is not a JSON object", null);
                }
            }
            case null, default -> throw new NotRunnable("it has no searchSourceJSON, so it says no query", null);
        };
    }

    /** What of a data view matters to us. */
    private record View(String pattern, @Nullable String timeField, Set<String> runtimeFields) {}

    /** The data view of the search; null if it has none. */
    private @Nullable View view(String tab, JsonObject source, References references, Set<String> views) {
        JsonValue index = source.get("index");
        if (index instanceof JsonObject spec) {
            return view(spec); // not saved in Kibana: it stands in the search itself
        }
        String name = KibanaExport.string(source, "indexRefName");
        String id =
                index instanceof JsonString given ? given.getString() : name == null ? null : references.id(tab, name);
        if (id == null) {
            if (name != null) {
                throw new NotRunnable("its reference " + name + " leads nowhere", null);
            }
            return null;
        }
        views.add(id);
        JsonObject line = viewsById.get(id);
        if (line == null) {
            throw new NotRunnable(
                    "its data view " + id + " is not in the export",
                    "it was deleted in Kibana, or exported without its references");
        }
        if (line.getJsonObject("attributes").containsKey(LineOfExport.TOO_LARGE)) {
            throw new NotRunnable(
                    "its data view " + id + " is larger than 256 KB or 20,000 values",
                    "make one without the fields that nobody asks for");
        }
        return view(line.getJsonObject("attributes"));
    }

    private static @Nullable View view(JsonObject attributes) {
        String pattern = KibanaExport.string(attributes, "title");
        String timeField = KibanaExport.string(attributes, "timeFieldName");
        if (pattern == null || pattern.isBlank()) {
            throw new NotRunnable("its data view has no index pattern", null);
        }
        Set<String> runtimeFields = switch (attributes.get("runtimeFieldMap")) {
            case JsonObject map -> map.keySet();
            case JsonString text -> namesIn(text.getString());
            case null, default -> Set.of();
        };
        return new View(pattern, timeField == null || timeField.isBlank() ? null : timeField, runtimeFields);
    }

    private static Set<String> namesIn(String json) {
        try {
            return KibanaExport.parsed(json).keySet();
        } catch (RuntimeException e) {
            return Set.of();
        }
    }

    private static SavedObject.Tab content(String id, String label, JsonObject holder, @Nullable View view) {
        SavedQuery query = query(holder.get("query"));
        // A session has its pills in "filter", a saved query in "filters".
        JsonValue pills = holder.containsKey("filters") ? holder.get("filters") : holder.get("filter");
        JsonArray filters = pills instanceof JsonArray some ? some : JsonValue.EMPTY_JSON_ARRAY;
        if (view != null) {
            refuseRuntimeFields(query, filters, view);
        }
        return new SavedObject.Tab.Readable(
                id,
                label,
                query,
                filters,
                view == null ? null : view.pattern(),
                view == null ? null : view.timeField());
    }

    private static SavedQuery query(@Nullable JsonValue query) {
        if (query == null || query == JsonValue.NULL) {
            return new SavedQuery.Kql("");
        }
        if (!(query instanceof JsonObject object)) {
            throw new NotRunnable("its query is no object", null);
        }
        String language = KibanaExport.string(object, "language");
        return switch (object.get("query")) {
            case JsonObject dsl when !"kuery".equals(language) -> new SavedQuery.Dsl(dsl);
            case JsonString text when "kuery".equals(language) -> new SavedQuery.Kql(text.getString());
            case JsonString text when "lucene".equals(language) -> new SavedQuery.Lucene(text.getString());
            case null, default ->
                throw new NotRunnable(
                        "its query is neither KQL nor Lucene" + (language == null ? "" : ": " + language), null);
        };
    }

    /** Elasticsearch does not know them: a query for one would find nothing, and nobody would be told. */
    private static void refuseRuntimeFields(SavedQuery query, JsonArray filters, View view) {
        String text = switch (query) {
            case SavedQuery.Kql(String kql) -> kql;
            case SavedQuery.Lucene(String lucene) -> lucene;
            case SavedQuery.Dsl(JsonObject dsl) -> dsl.toString();
            case SavedQuery.Filtered _ -> "";
        };
        for (String field : view.runtimeFields()) {
            boolean isAsked = Pattern.compile("(?<![\\w.@-])" + Pattern.quote(field) + "\"?\\s*[:<>]")
                            .matcher(text)
                            .find()
                    || filters.toString().contains("\"" + field + "\"");
            if (isAsked) {
                throw new NotRunnable(
                        "it asks for '" + field + "', a runtime field that only Kibana's data view has",
                        "runtime fields run code on the cluster; let the ingest service add the field");
            }
        }
    }

    /** Where names inside an object lead. */
    private record References(Map<String, String> idByName) {
        static References of(JsonObject line) {
            Map<String, String> ids = new HashMap<>();
            if (line.get("references") instanceof JsonArray some) {
                for (JsonValue one : some) {
                    if (one instanceof JsonObject reference
                            && reference.get("name") instanceof JsonString name
                            && reference.get("id") instanceof JsonString id) {
                        ids.put(name.getString(), id.getString());
                    }
                }
            }
            return new References(ids);
        }

        /** Names inside a tab may stand in the list with the tab's id before them. */
        @Nullable
        String id(String tab, String name) {
            // First the tab's own: the plain name may be that of what older releases read, which is the first tab.
            String own = idByName.get("tab_" + tab + "." + name);
            return own != null ? own : idByName.get(name);
        }
    }
}
