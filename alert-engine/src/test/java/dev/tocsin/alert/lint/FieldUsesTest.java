package dev.tocsin.alert.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.query.Kql;
import dev.tocsin.query.KqlOptions;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldUsesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "log.level: ERROR and not error.type: *Timeout | log.level MATCH, error.type WILDCARD",
                "http.status >= 500 | http.status RANGE",
                "trace.id: * | trace.id EXISTS",
                "user: \"a: b\" | user MATCH",
                "just words | ''",
                "labels.*: x | ''"
            })
    void findsTheFieldsOfKql(String kql, String uses) {
        assertThat(inWords(Kql.translate(kql, null, KqlOptions.DEFAULT))).isEqualTo(uses);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "log.level:ERROR AND -error.type:Timeout | log.level MATCH, error.type MATCH",
                "http.status:[500 TO 599] OR http.bytes:>10 | http.status RANGE, http.bytes RANGE",
                "_exists_:trace.id | trace.id EXISTS",
                "message:\"no field: here\" | message MATCH",
                "words alone | ''"
            })
    void findsTheFieldsOfLucene(String lucene, String uses) {
        JsonObject query = Json.createObjectBuilder()
                .add("query_string", Json.createObjectBuilder().add("query", lucene))
                .build();
        assertThat(inWords(query)).isEqualTo(uses);
    }

    @Test
    void findsTheFieldsOfDsl() {
        assertThat(inWords(json("""
                        {"bool": {"must": [{"terms": {"a": [1, 2], "boost": 2}}, {"nested": {"path": "n", "query":
                          {"range": {"n.b": {"gt": 1}}}}}], "must_not": {"wildcard": {"c": {"value": "x*"}}}}}"""))).isEqualTo("a TERM, n.b RANGE, c WILDCARD");
    }

    @Test
    void findsTheFieldsOfLists() {
        Rule rule = RulesForTests.parse("""
                rule: a
                query: {streams: [logs], lucene: 'x', in: {a: [1, 10.0.0.0/8]}, notIn: {b: [2], c: {list: [3], ignoreMissing: true}}}
                condition: {count: hits, threshold: {above: 1}}
                window: 1m
                every: 1m
                """);

        assertThat(inWords(rule.query().toElasticsearch(null))).isEqualTo("a TERM, b TERM, c EXISTS, c TERM");
    }

    private static String inWords(JsonObject query) {
        return String.join(
                ", ",
                FieldUses.in(query).stream()
                        .map(use -> use.name() + " " + use.how())
                        .toList());
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
