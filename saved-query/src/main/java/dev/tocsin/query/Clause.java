package dev.tocsin.query;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The shapes of Elasticsearch's query DSL that translations are made of. */
final class Clause {
    /** Looked up once: {@link Json}'s static methods search the class path at every call. */
    static final JsonProvider JSON = JsonProvider.provider();

    private static final JsonBuilderFactory BUILD = JSON.createBuilderFactory(Map.of());
    private static final JsonNumber ONE = JSON.createValue(1);
    private static final JsonString NO_SCORE = JSON.createValue("none");

    static final JsonObject MATCH_ALL = of("match_all", JsonValue.EMPTY_JSON_OBJECT);

    private Clause() {}

    static JsonObject of(String key, JsonValue value) {
        return BUILD.createObjectBuilder().add(key, value).build();
    }

    static JsonObject of(String key, JsonValue value, String key2, JsonValue value2) {
        return BUILD.createObjectBuilder().add(key, value).add(key2, value2).build();
    }

    static JsonString text(String text) {
        return JSON.createValue(text);
    }

    static JsonArray array(Collection<? extends JsonValue> values) {
        JsonArrayBuilder array = BUILD.createArrayBuilder();
        values.forEach(array::add);
        return array.build();
    }

    static JsonObject all(String occur, List<JsonObject> clauses) {
        return of("bool", of(occur, array(clauses)));
    }

    static JsonObject any(List<JsonObject> clauses) {
        return of("bool", of("should", array(clauses), "minimum_should_match", ONE));
    }

    static JsonObject not(JsonObject clause) {
        return of("bool", of("must_not", clause));
    }

    /** Kibana's bool with all four lists, empty or not. */
    static JsonObject bool(
            List<JsonObject> must, List<JsonObject> filter, List<JsonObject> should, List<JsonObject> mustNot) {
        return of(
                "bool",
                BUILD.createObjectBuilder()
                        .add("must", array(must))
                        .add("filter", array(filter))
                        .add("should", array(should))
                        .add("must_not", array(mustNot))
                        .build());
    }

    static JsonObject exists(String field) {
        return of("exists", of("field", text(field)));
    }

    static JsonObject range(String field, JsonObject bounds) {
        return of("range", of(field, bounds));
    }

    static JsonObject nested(JsonValue path, JsonObject query, boolean ignoreUnmapped) {
        var nested = BUILD.createObjectBuilder()
                .add("path", path)
                .add("query", query)
                .add("score_mode", NO_SCORE);
        return of("nested", (ignoreUnmapped ? nested.add("ignore_unmapped", true) : nested).build());
    }
}
