package dev.tocsin.query;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Kibana sends for the query bar and the filter pills together: a bool with the Lucene queries in {@code must}, KQL
 * and filters in {@code filter} and negated filters in {@code must_not}.
 */
public final class KibanaQuery {
    private KibanaQuery() {}

    /**
     * As Kibana's own, an {@code {"esql": …}} query adds nothing here: who runs saved searches has to look for it first.
     *
     * @param queries {@code {"query", "language": "kuery" | "lucene"}}, an array of these, or none
     * @param filters filters as in a saved search, one filter, or none
     * @throws QueryException if one cannot be understood
     */
    public static JsonObject build(
            @Nullable DataView view, @Nullable JsonValue queries, @Nullable JsonValue filters, KqlOptions options) {
        List<JsonObject> must = new ArrayList<>();
        List<JsonObject> filter = new ArrayList<>();
        for (JsonObject query : objects(queries, "query")) {
            if (query.containsKey("esql")) {
                continue;
            }
            String language = query.get("language") instanceof JsonString given ? given.getString() : "missing";
            switch (language) {
                case "kuery" -> add(filter, new SavedQuery.Kql(text(query)).toElasticsearch(view, options));
                case "lucene" -> add(must, lucene(query, options));
                default ->
                    throw QueryException.of("The query language is kuery or lucene, not " + language + ".", null);
            }
        }
        return new KibanaFilters(view, options).bool(must, filter, objects(filters, "filter"));
    }

    /** A query as it stands in the query bar, with pills; only KQL filters, as in {@link #build}. */
    static JsonObject filtered(SavedQuery query, JsonArray filters, @Nullable DataView view, KqlOptions options) {
        List<JsonObject> must = new ArrayList<>();
        List<JsonObject> filter = new ArrayList<>();
        add(query instanceof SavedQuery.Kql ? filter : must, query.toElasticsearch(view, options));
        return new KibanaFilters(view, options).bool(must, filter, objects(filters, "filter"));
    }

    private static JsonObject lucene(JsonObject query, KqlOptions options) {
        return query.get("query") instanceof JsonObject dsl
                ? dsl
                : new SavedQuery.Lucene(text(query)).toElasticsearch(null, options);
    }

    private static String text(JsonObject query) {
        if (query.get("query") instanceof JsonString text) {
            return text.getString();
        }
        throw QueryException.of("The text of a query is missing: " + query, null);
    }

    /** A clause that matches everything says nothing in a list of conditions. */
    static void add(List<JsonObject> clauses, JsonObject clause) {
        if (!clause.equals(Clause.MATCH_ALL)) {
            clauses.add(clause);
        }
    }

    static List<JsonObject> objects(@Nullable JsonValue json, String what) {
        return switch (json) {
            case null -> List.of();
            case JsonObject one -> List.of(one);
            case JsonArray some -> {
                List<JsonObject> objects = new ArrayList<>(some.size());
                for (JsonValue value : some) {
                    if (!(value instanceof JsonObject object)) {
                        throw QueryException.of("A %s is a JSON object, not %s".formatted(what, value), null);
                    }
                    objects.add(object);
                }
                yield objects;
            }
            case JsonValue other when other == JsonValue.NULL -> List.of();
            default -> throw QueryException.of("A %s is a JSON object, not %s".formatted(what, json), null);
        };
    }
}
