package dev.tocsin.query;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import org.jspecify.annotations.Nullable;

/** A query as a rule states it: {@code kql:}, {@code lucene:} or {@code dsl:}. */
public sealed interface SavedQuery {
    /** Kibana Query Language; empty text finds everything. */
    record Kql(String text) implements SavedQuery {}

    /** Lucene query syntax, which Elasticsearch itself parses; empty text finds everything. */
    record Lucene(String text) implements SavedQuery {}

    /** Elasticsearch's own query, taken as it is. */
    record Dsl(JsonObject query) implements SavedQuery {}

    /** Another query, and Kibana's filter pills beside it; what matches has to pass both. */
    record Filtered(SavedQuery query, JsonArray filters) implements SavedQuery {}

    /**
     * The query for Elasticsearch.
     *
     * @param view the fields and their types, which matter to KQL only; null if they are not known
     * @throws QueryException if it cannot be parsed or does not fit the fields
     */
    default JsonObject toElasticsearch(@Nullable DataView view, KqlOptions options) {
        return switch (this) {
            case Kql(String text) -> dev.tocsin.query.Kql.translate(text, view, options);
            case Lucene(String text) -> queryString(text, options);
            case Dsl(JsonObject query) -> query;
            case Filtered(SavedQuery query, JsonArray filters) -> KibanaQuery.filtered(query, filters, view, options);
        };
    }

    private static JsonObject queryString(String text, KqlOptions options) {
        if (KqlCharacters.trimStart(text).isEmpty()) {
            return Clause.MATCH_ALL;
        }
        JsonObjectBuilder query = Clause.JSON.createObjectBuilder().add("query", text);
        options.queryStringOptions().forEach(query::add);
        String zone = options.dateFormatTZ();
        return Clause.of("query_string", (zone == null ? query : query.add("time_zone", zone)).build());
    }
}
