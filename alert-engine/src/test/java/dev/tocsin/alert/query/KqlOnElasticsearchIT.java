package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What KQL finds on a real Elasticsearch, in an index with our mappings, with the types that the server tells. */
class KqlOnElasticsearchIT {
    private static final String STREAM = "kqlit";
    private static final List<String> EVENTS = List.of("""
            {"@timestamp":"2026-11-23T10:01:00Z","message":"payment failed for order 17","log":{"level":"ERROR"},\
            "service":{"name":"checkout-api"},"http":{"response":{"status_code":503}},"labels":{"provider":"cards"},\
            "numeric_labels":{"millis":2500},"error":{"type":"com.example.TimeoutException"},"source":{"ip":"10.0.0.7"}}""", """
            {"@timestamp":"2026-11-23T10:02:00Z","message":"payment accepted","log":{"level":"INFO"},\
            "service":{"name":"checkout-api"},"http":{"response":{"status_code":200}},"labels":{"provider":"bank"},\
            "numeric_labels":{"millis":40},"source":{"ip":"192.168.1.1"}}""", """
            {"@timestamp":"2026-11-23T10:03:00Z","message":"disk full","log":{"level":"ERROR"},\
            "service":{"name":"stock"},"host":{"name":"db-1"},"error":{"type":"java.io.IOException"}}""", """
            {"@timestamp":"2026-11-23T10:04:00Z","message":"slow query, 3 s","log":{"level":"WARN"},\
            "service":{"name":"stock"},"numeric_labels":{"millis":3000}}""", """
            {"@timestamp":"2026-11-23T10:05:00Z","message":"somebody said (hello) to c:\\\\temp","log":{"level":"INFO"},\
            "service":{"name":"mail"},"labels":{"provider":"a \\"quoted\\" name"}}""");

    private static ElasticLink link;

    @BeforeAll
    static void index() throws IOException {
        link = ElasticsearchForTests.link();
        // Not with the template: it would make data streams of what other tests on this server call an index.
        JsonObject index = Json.createObjectBuilder()
                .add("mappings", mappings())
                .add("settings", Json.createObjectBuilder().add("number_of_replicas", 0))
                .build();
        assertThat(link.call("PUT", "/" + STREAM, Map.of(), index).isSuccess()).isTrue();
        StringBuilder bulk = new StringBuilder();
        for (int i = 0; i < EVENTS.size(); i++) {
            bulk.append("{\"create\":{\"_id\":\"").append(i + 1).append("\"}}\n");
            bulk.append(EVENTS.get(i)).append('\n');
        }
        byte[] body = bulk.toString().getBytes(StandardCharsets.UTF_8);
        ElasticAnswer answer =
                link.call(ElasticRequest.json("POST", "/" + STREAM + "/_bulk", Map.of("refresh", "true"), body));
        assertThat(answer.json().getBoolean("errors"))
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isFalse();
    }

    private static JsonObject mappings() throws IOException {
        try (InputStream file = TemplateInstaller.class.getResourceAsStream(
                        "/index-templates/_component_template/tocsin-logs-mappings.json");
                JsonReader reader = Json.createReader(file)) {
            return reader.readObject().getJsonObject("template").getJsonObject("mappings");
        }
    }

    @AfterAll
    static void close() throws IOException {
        link.call("DELETE", "/" + STREAM, Map.of(), null);
        link.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            *                                                        | 1 2 3 4 5
            log.level: ERROR                                         | 1 3
            log.level: (ERROR or WARN)                               | 1 3 4
            not log.level: INFO                                      | 1 3 4
            log.level: ERROR and not error.type: *TimeoutException   | 3
            error.type: *                                            | 1 3
            not error.type: *                                        | 2 4 5
            service.name: check*                                     | 1 2
            service.name: (stock or mail) and log.level: INFO        | 5
            message: payment                                         | 1 2
            message: (payment and failed)                            | 1
            message: "payment failed"                                | 1
            message: "failed payment"                                |
            payment                                                  | 1 2
            "disk full"                                              | 3
            numeric_labels.millis >= 2500                            | 1 4
            numeric_labels.millis > 2500                             | 4
            http.response.status_code >= 500                         | 1
            http.response.status_code: 200 or host.name: db-1        | 2 3
            @timestamp < "2026-11-23T10:03:00Z"                      | 1 2
            source.ip: "10.0.0.0/8"                                  | 1
            labels.provider: (cards or bank)                         | 1 2
            labels.provider: "a \\"quoted\\" name"                   | 5
            labels.*: cards                                          | 1
            message: hello                                           | 5
            nothing.like.this: x                                     |
            """)
    void finds(String kql, String expected) throws IOException {
        JsonObject query = RulesForTests.parse("""
                        rule: kql
                        query: {streams: [%s], kql: '%s'}
                        condition: {count: hits, threshold: {above: 1}}
                        window: 1m
                        every: 1m
                        """.formatted(STREAM, kql.replace("'", "''")))
                .query()
                .toElasticsearch(new FieldTypes(link, InstantSource.system()).of(STREAM, Instant.EPOCH));
        JsonObject search = Json.createObjectBuilder()
                .add("query", query)
                .add("sort", Json.createArrayBuilder().add("@timestamp"))
                .build();

        ElasticAnswer answer = link.call("POST", "/" + STREAM + "/_search", Map.of(), search);

        assertThat(answer.isSuccess())
                .as("%s", new String(answer.body(), StandardCharsets.UTF_8))
                .isTrue();
        List<String> found = answer.json().getJsonObject("hits").getJsonArray("hits").stream()
                .map(JsonValue::asJsonObject)
                .map(hit -> hit.getString("_id"))
                .toList();
        assertThat(String.join(" ", found)).as(query.toString()).isEqualTo(expected == null ? "" : expected);
    }
}
