package dev.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class KibanaFiltersTest {
    static Stream<Arguments> vectors() {
        return Vectors.read("kibana_filters.json").getJsonArray("vectors").getValuesAs(JsonObject.class).stream()
                .map(vector -> Arguments.argumentSet(vector.getInt("id") + " " + vector.getString("name"), vector));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void combinesQueriesAndFiltersAsKibanaDoes(JsonObject vector) {
        // given
        KqlOptions options = KqlOptions.fromJson(vector.getJsonObject("config"));
        DataView view = Vectors.viewOf(vector);

        if (vector.containsKey("error")) {
            QueryException refusal = catchThrowableOfType(
                    QueryException.class,
                    () -> KibanaQuery.build(view, vector.get("queries"), vector.get("filters"), options));
            // Kibana's message goes on with the query and a caret.
            String query = vector.getJsonObject("queries").getString("query");
            String caret = "-".repeat(refusal.offset().orElseThrow()) + "^";
            assertThat(refusal.getMessage() + "\n" + query + "\n" + caret).isEqualTo(vector.getString("errorMessage"));
        } else {
            assertThat(KibanaQuery.build(view, vector.get("queries"), vector.get("filters"), options))
                    .isEqualTo(vector.getJsonObject("expected"));
        }
    }

    @Test
    void leavesOutFiltersOnFieldsThatTheDataViewLacksIfToldSo() {
        KqlOptions options = KqlOptions.fromJson(Vectors.json("{\"ignoreFilterIfFieldNotInIndex\": true}"));
        JsonObject filter = Vectors.json(
                "{\"meta\":{\"key\":\"no.such\",\"type\":\"phrase\"},\"query\":{\"match_phrase\":{\"no.such\":1}}}");

        JsonObject query = KibanaQuery.build(Vectors.logs(), JsonValue.NULL, filter, options);

        assertThat(query.getJsonObject("bool").getJsonArray("filter")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http.response.status_code, \"500\", 500",
        "http.response.status_code, \"many\", \"many\"",
        "event.success, \"true\", true",
        "event.success, \"yes\", \"yes\"",
        "log.level, \"500\", \"500\""
    })
    void convertsTheValueOfAnOldPhraseToTheFieldsType(String field, String given, String sent) {
        JsonObject filter =
                Vectors.json("{\"meta\":{},\"query\":{\"match\":{\"%s\":{\"query\":%s,\"type\":\"phrase\"}}}}"
                        .formatted(field, given));

        JsonObject query = KibanaQuery.build(Vectors.logs(), JsonValue.NULL, filter, KqlOptions.DEFAULT);

        assertThat(query.getJsonObject("bool").getJsonArray("filter"))
                .hasToString("[{\"match_phrase\":{\"%s\":{\"query\":%s}}}]".formatted(field, sent));
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertRefused("{\"language\":\"sql\",\"query\":\"x\"}", "[]", "language");
        assertRefused("{\"language\":\"kuery\"}", "[]", "missing");
        assertRefused("[]", "{\"meta\":{\"type\":\"phrase\"}}", "no query");
        assertRefused("[]", "{\"meta\":{\"type\":\"combined\",\"relation\":\"XOR\",\"params\":[]}}", "XOR");
        assertRefused("[]", "[1]", "object");
        assertRefused("[]", "\"x\"", "object");
    }

    @Test
    void boundsCombinedFiltersInEachOther() {
        String filter = "{\"meta\":{\"type\":\"combined\",\"params\":[".repeat(150) + "]}}".repeat(150);

        assertRefused("[]", filter, "in each other");
    }

    @Test
    void aKqlQueryInASavedSearchIsBoundedToo() {
        assertRefused(
                "{\"language\":\"kuery\",\"query\":\"%s\"}".formatted("(".repeat(100_000)), "[]", "in each other");
    }

    private static void assertRefused(String queries, String filters, String reason) {
        JsonObject both = Vectors.json("{\"q\":%s,\"f\":%s}".formatted(queries, filters));
        assertThatThrownBy(() -> KibanaQuery.build(null, both.get("q"), both.get("f"), KqlOptions.DEFAULT))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining(reason);
    }
}
