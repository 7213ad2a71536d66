package dev.tocsin.alert.rule;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.jspecify.annotations.Nullable;

/** The one place that knows how a person's query becomes an Elasticsearch query. */
final class QueryTranslation {
    private QueryTranslation() {}

    static JsonObject translate(QueryLanguage language, String text, @Nullable JsonObject fieldCaps) {
        return switch (language) {
            case KQL -> queryString(text.replaceAll("\\band\\b", "AND")
                    .replaceAll("\\bor\\b", "OR")
                    .replaceAll("\\bnot\\b", "NOT"));
            case LUCENE -> queryString(text);
            case DSL -> dsl(text);
        };
    }

    private static JsonObject queryString(String text) {
        if (text.isBlank()) {
            return Json.createObjectBuilder()
                    .add("match_all", JsonObject.EMPTY_JSON_OBJECT)
                    .build();
        }
        int open = text.indexOf('(');
        if (open >= 0 && text.indexOf(')', open) < 0) {
            throw new BadQuery("this bracket is never closed", open, null);
        }
        return Json.createObjectBuilder()
                .add("query_string", Json.createObjectBuilder().add("query", text))
                .build();
    }

    private static JsonObject dsl(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new BadQuery("not a JSON object", -1, null);
        }
    }
}
