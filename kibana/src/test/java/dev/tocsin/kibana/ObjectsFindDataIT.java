package dev.tocsin.kibana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.query.DataView;
import dev.tocsin.query.KibanaQuery;
import dev.tocsin.query.KqlOptions;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On a real Elasticsearch with our index templates: the query of each object and the aggregation of each chart are
 * accepted and find the example documents, and no query finds everything.
 */
class ObjectsFindDataIT {
    private static final SavedObjects SHIPPED = SavedObjects.shipped();
    private static final String SOURCE = "kibanaSavedObjectMeta.searchSourceJSON.index";
    private static final String EVENTS = "logs-kibana_example-tocsin";
    private static final String HISTORY = "tocsin-history-examples-2026.11.23";

    private static final ElasticLink LINK = ElasticsearchForTests.link();

    @BeforeAll
    static void examples() throws IOException {
        new TemplateInstaller(LINK, LINK.probe().version()).install();
        index(EVENTS, "create", "/examples/events.ndjson");
        index(HISTORY, "index", "/examples/history.ndjson");
    }

    @AfterAll
    static void close() throws IOException {
        // A minimal server does not delete the data stream; it ends with the tests.
        LINK.call("DELETE", "/_data_stream/" + EVENTS, Map.of(), null);
        LINK.call("DELETE", "/" + HISTORY, Map.of(), null);
        LINK.close();
    }

    static Stream<Arguments> layers() {
        return SHIPPED.charts().stream()
                .flatMap(chart -> chart.layers().keySet().stream().map(layer -> Arguments.of(chart, layer)));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void eachLayerOfAChartHasDataInEachColumn(Chart chart, String id) throws IOException {
        // given
        JsonObject layer = Objects.requireNonNull(chart.layers().get(id));
        String pattern = SHIPPED.dataView(chart.attributes(), Chart.referenceOf(id));
        DataView view = view(pattern);
        LayerAggregation aggregation = new LayerAggregation(layer, view);

        // when
        JsonObject answer = search(
                pattern,
                body(view, chart.state().getJsonObject("query"), chart.state().getJsonArray("filters"))
                        .add("aggs", aggregation.request()));

        // then
        assertFindsSomeButNotAll(answer, chart.kql(), pattern);
        assertThat(aggregation.columnsWithData(answer.getJsonObject("aggregations")))
                .as(chart.place())
                .isEqualTo(Chart.columns(layer).keySet());
    }

    static Stream<JsonObject> searches() {
        return SHIPPED.of(ObjectType.SEARCH).stream();
    }

    @ParameterizedTest
    @MethodSource("searches")
    void eachSearchFindsDocumentsWithAValueInEachColumn(JsonObject object) throws IOException {
        // given
        JsonObject attributes = SavedObjects.attributes(object);
        JsonObject source = attributes.getJsonObject("kibanaSavedObjectMeta").getJsonObject("searchSourceJSON");
        String pattern = SHIPPED.dataView(object, SOURCE);

        // when
        JsonObject answer = search(
                pattern,
                body(view(pattern), source.getJsonObject("query"), source.getJsonArray("filter"))
                        .add("fields", attributes.getJsonArray("columns"))
                        .add(
                                "sort",
                                Json.createObjectBuilder()
                                        .add(
                                                attributes
                                                        .getJsonArray("sort")
                                                        .getJsonArray(0)
                                                        .getString(0),
                                                "desc")));

        // then
        assertFindsSomeButNotAll(answer, source.getJsonObject("query").getString("query"), pattern);
        Set<String> filled = new HashSet<>();
        for (JsonObject hit : hits(answer).getValuesAs(JsonObject.class)) {
            filled.addAll(hit.getJsonObject("fields").keySet());
            if (hit.containsKey("_ignored")) {
                filled.add("_ignored");
            }
        }
        // A flattened field answers with the names inside it.
        List<String> columns = attributes.getJsonArray("columns").getValuesAs(JsonString::getString);
        assertThat(columns)
                .allMatch(column ->
                        filled.stream().anyMatch(name -> name.equals(column) || name.startsWith(column + ".")));
    }

    @Test
    void eachSavedQueryFindsDocumentsThroughOneOfTheDataViews() throws IOException {
        for (JsonObject object : SHIPPED.of(ObjectType.QUERY)) {
            JsonObject query = SavedObjects.attributes(object).getJsonObject("query");
            String pattern = object.getString("id").equals("tocsin-pages") ? "tocsin-history-*" : "logs-*-tocsin*";
            JsonObject answer = search(pattern, body(view(pattern), query, JsonValue.EMPTY_JSON_ARRAY));
            assertFindsSomeButNotAll(answer, query.getString("query"), pattern);
        }
    }

    private static void assertFindsSomeButNotAll(JsonObject answer, String kql, String pattern) throws IOException {
        int all = total(search(pattern, Json.createObjectBuilder()));
        assertThat(total(answer)).as(kql).isPositive();
        if (!kql.isEmpty()) {
            assertThat(total(answer)).as(kql).isLessThan(all);
        }
    }

    private static JsonObjectBuilder body(DataView view, JsonObject query, JsonArray filters) {
        return Json.createObjectBuilder().add("query", KibanaQuery.build(view, query, filters, KqlOptions.DEFAULT));
    }

    private static DataView view(String pattern) throws IOException {
        return DataView.fromFieldCaps(
                pattern, json(LINK.call(ElasticRequest.get("/" + pattern + "/_field_caps", Map.of("fields", "*")))));
    }

    private static JsonObject search(String pattern, JsonObjectBuilder body) throws IOException {
        return json(LINK.call(
                "POST", "/" + pattern + "/_search", Map.of("track_total_hits", "true", "size", "100"), body.build()));
    }

    private static void index(String target, String operation, String resource) throws IOException {
        StringBuilder bulk = new StringBuilder();
        try (InputStream file = ObjectsFindDataIT.class.getResourceAsStream(resource)) {
            assertThat(file).isNotNull();
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(document -> bulk.append("{\"%s\":{}}\n".formatted(operation))
                            .append(document)
                            .append('\n'));
        }
        JsonObject answer = json(LINK.call(ElasticRequest.json(
                "POST",
                "/" + target + "/_bulk",
                Map.of("refresh", "true"),
                bulk.toString().getBytes(StandardCharsets.UTF_8))));
        assertThat(answer.getBoolean("errors")).as(answer.toString()).isFalse();
    }

    private static JsonObject json(ElasticAnswer answer) {
        assertThat(answer.isSuccess())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isTrue();
        return answer.json();
    }

    private static int total(JsonObject answer) {
        return answer.getJsonObject("hits").getJsonObject("total").getInt("value");
    }

    private static JsonArray hits(JsonObject answer) {
        return answer.getJsonObject("hits").getJsonArray("hits");
    }
}
