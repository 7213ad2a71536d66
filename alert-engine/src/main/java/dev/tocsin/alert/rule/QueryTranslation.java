package dev.tocsin.alert.rule;

import dev.tocsin.query.DataView;
import dev.tocsin.query.Kql;
import dev.tocsin.query.KqlOptions;
import dev.tocsin.query.QueryException;
import dev.tocsin.query.SavedQuery;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one place that knows how a person's query becomes an Elasticsearch query. */
final class QueryTranslation {
    private QueryTranslation() {}

    static JsonObject translate(QueryLanguage language, String text, String filters, @Nullable DataView view) {
        try {
            SavedQuery query = saved(language, text);
            // The same as without a list of filters, so that a rule's version stays when its query moves into a file.
            return (filters.equals(QueryParts.NO_FILTERS) ? query : new SavedQuery.Filtered(query, array(filters)))
                    .toElasticsearch(view, KqlOptions.DEFAULT);
        } catch (QueryException e) {
            String reason = e.getMessage() == null ? "cannot be understood" : e.getMessage();
            throw new BadQuery(reason, e.offset().orElse(-1), e.hint().orElse(null));
        }
    }

    /** What is valid but probably not meant. */
    static List<String> doubts(QueryLanguage language, String text) {
        return language == QueryLanguage.KQL ? Kql.doubts(text) : List.of();
    }

    private static SavedQuery saved(QueryLanguage language, String text) {
        return switch (language) {
            case KQL -> new SavedQuery.Kql(text);
            case LUCENE -> new SavedQuery.Lucene(text);
            case DSL -> new SavedQuery.Dsl(dsl(text));
        };
    }

    private static JsonArray array(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readArray();
        } catch (JsonException e) {
            throw new BadQuery("the filters are not a JSON array", -1, null);
        }
    }

    private static JsonObject dsl(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new BadQuery("not a JSON object", -1, null);
        }
    }
}
