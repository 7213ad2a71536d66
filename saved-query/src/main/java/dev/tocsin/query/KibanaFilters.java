package dev.tocsin.query;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kibana's filter pills to clauses: disabled ones left out, negated ones in {@code must_not}, combined ones recursively,
 * older forms brought to today's, filters on nested fields wrapped.
 */
final class KibanaFilters {
    private static final int MAX_DEPTH = 100;
    private static final Set<String> NOT_QUERY = Set.of("meta", "$state", "query");

    private final @Nullable DataView view;
    private final KqlOptions options;
    private int depth;

    KibanaFilters(@Nullable DataView view, KqlOptions options) {
        this.view = view;
        this.options = options;
    }

    /** Adds the filters to what is there already. */
    JsonObject bool(List<JsonObject> must, List<JsonObject> filter, List<JsonObject> filters) {
        if (++depth > MAX_DEPTH) {
            throw QueryException.of("More than %d combined filters in each other.".formatted(MAX_DEPTH), null);
        }
        List<JsonObject> mustNot = new ArrayList<>();
        for (JsonObject one : filters) {
            JsonObject meta = meta(one);
            if (isSet(meta, "disabled") || isIgnored(meta)) {
                continue;
            }
            JsonObject clause = clause(one, meta);
            if (isSet(meta, "negate")) {
                mustNot.add(clause);
            } else {
                KibanaQuery.add(filter, clause);
            }
        }
        depth--;
        return Clause.bool(must, filter, List.of(), mustNot);
    }

    private JsonObject clause(JsonObject filter, JsonObject meta) {
        return "combined".equals(string(meta, "type")) ? combined(meta) : nested(query(filter), meta);
    }

    private JsonObject combined(JsonObject meta) {
        List<JsonObject> parts = KibanaQuery.objects(meta.get("params"), "combined filter");
        String relation = string(meta, "relation");
        return switch (relation == null ? "AND" : relation) {
            case "AND" -> bool(List.of(), new ArrayList<>(), parts);
            case "OR" ->
                Clause.any(parts.stream()
                        .map(part -> bool(List.of(), new ArrayList<>(), List.of(part)))
                        .toList());
            default -> throw QueryException.of("A combined filter is AND or OR, not " + relation + ".", null);
        };
    }

    private JsonObject query(JsonObject filter) {
        JsonObjectBuilder query = Clause.JSON.createObjectBuilder();
        if (filter.get("query") instanceof JsonObject given) {
            given.forEach(query::add);
        }
        // Before Kibana 8 a filter had its clause beside "meta", not in "query".
        filter.forEach((key, value) -> {
            if (!NOT_QUERY.contains(key)) {
                query.add(key, value);
            }
        });
        JsonObject built = query.build();
        if (built.isEmpty()) {
            throw QueryException.of("A filter has no query: " + filter, null);
        }
        return built.get("match") instanceof JsonObject match ? withoutPhraseMatch(built, match) : built;
    }

    /** The old {@code match} of type phrase, which Elasticsearch no longer knows. */
    private JsonObject withoutPhraseMatch(JsonObject query, JsonObject match) {
        Map.Entry<String, JsonValue> first =
                match.isEmpty() ? null : match.entrySet().iterator().next();
        if (first == null || !(first.getValue() instanceof JsonObject test) || !"phrase".equals(string(test, "type"))) {
            return query;
        }
        JsonObjectBuilder phrase = Clause.JSON.createObjectBuilder();
        test.forEach((key, value) -> {
            if (!key.equals("type")) {
                phrase.add(key, key.equals("query") ? typed(first.getKey(), value) : value);
            }
        });
        return Clause.JSON
                .createObjectBuilder(query)
                .remove("match")
                .add("match_phrase", Clause.of(first.getKey(), phrase.build()))
                .build();
    }

    private JsonValue typed(String name, JsonValue value) {
        DataField field = view == null ? null : view.field(name);
        if (field == null || !(value instanceof JsonString text)) {
            return value;
        }
        return switch (field.type()) {
            case "boolean" ->
                switch (text.getString()) {
                    case "true" -> JsonValue.TRUE;
                    case "false" -> JsonValue.FALSE;
                    default -> value;
                };
            case "number" -> number(text);
            default -> value;
        };
    }

    private static JsonValue number(JsonString text) {
        try {
            JsonNumber number = Clause.JSON.createValue(new BigDecimal(text.getString()));
            return number;
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private JsonObject nested(JsonObject query, JsonObject meta) {
        String name = fieldOf(query);
        DataField field = view == null ? null : view.field(name == null ? String.valueOf(string(meta, "key")) : name);
        String path = field == null ? null : field.nestedPath();
        return path == null || query.containsKey("nested")
                ? query
                : Clause.of("nested", Clause.of("path", Clause.text(path), "query", query));
    }

    /** The one field that a pill tests; null for a query of another shape. */
    private static @Nullable String fieldOf(JsonObject query) {
        if (query.get("exists") instanceof JsonObject exists) {
            return string(exists, "field");
        }
        for (String test : List.of("match_phrase", "range", "term", "match")) {
            if (query.get(test) instanceof JsonObject byField && byField.size() == 1) {
                return byField.keySet().iterator().next();
            }
        }
        return query.get("bool") instanceof JsonObject bool
                        && bool.get("should") instanceof JsonArray phrases
                        && !phrases.isEmpty()
                        && phrases.getFirst() instanceof JsonObject phrase
                        && phrase.get("match_phrase") instanceof JsonObject byField
                        && byField.size() == 1
                ? byField.keySet().iterator().next()
                : null;
    }

    private boolean isIgnored(JsonObject meta) {
        String key = string(meta, "key");
        return options.ignoreFilterIfFieldNotInIndex()
                && view != null
                && key != null
                && view.field(key) == null
                && !"custom".equals(string(meta, "type"))
                && !"combined".equals(string(meta, "type"));
    }

    private static JsonObject meta(JsonObject filter) {
        return filter.get("meta") instanceof JsonObject meta ? meta : JsonValue.EMPTY_JSON_OBJECT;
    }

    private static boolean isSet(JsonObject meta, String flag) {
        return meta.get(flag) == JsonValue.TRUE;
    }

    private static @Nullable String string(JsonObject json, String key) {
        return json.get(key) instanceof JsonString text ? text.getString() : null;
    }
}
