package dev.tocsin.ingest.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.ingest.event.LogEvent;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An event with every known field, labels of every kind and what has no place, read back field by field. */
class RichestEventIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String STREAM = "logs-richest-tocsin";

    private static ElasticLink link;

    static java.util.List<EcsField> fields() {
        return EcsFields.ALL;
    }

    @BeforeAll
    static void index() throws IOException {
        link = ElasticsearchForTests.link();
        new TemplateInstaller(link, link.probe().version()).install();
        link.call("DELETE", "/_data_stream/" + STREAM, Map.of(), null);
        ObjectNode record = JSON.createObjectNode();
        for (EcsField field : EcsFields.ALL) {
            record.put(field.path(), sample(field));
        }
        record.put("service.name", "richest");
        record.put("log.level", "error");
        record.put("user", "a scalar where ECS has an object");
        record.put("order.id", 4711);
        record.put("order.express", true);
        record.set("articles", JSON.createArrayNode().add("pen").add("ink"));
        record.set(
                "nested",
                JSON.createObjectNode().set("deep", JSON.createObjectNode().put("leaf", "green")));
        LogEvent event = new Decoding().event(JSON.writeValueAsString(record));
        assertThat(event.dataStream()).isEqualTo(STREAM);
        String document = new String(event.document(), UTF_8);
        String ingested = document.substring(0, document.length() - 2) + ",\"ingested\":\"2026-11-23T02:00:00.5Z\"}}";
        byte[] body = ("{\"create\":{\"_index\":\"" + STREAM + "\",\"_id\":\"richest-1\"}}\n" + ingested + "\n")
                .getBytes(UTF_8);
        ElasticAnswer answer = link.call(
                ElasticRequest.json("POST", "/_bulk", Map.of("refresh", "true", "require_data_stream", "true"), body));
        assertThat(answer.json().getBoolean("errors"))
                .as(new String(answer.body(), UTF_8))
                .isFalse();
    }

    @AfterAll
    static void close() throws IOException {
        link.call("DELETE", "/_data_stream/" + STREAM, Map.of(), null);
        link.close();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void everyKnownFieldIsFoundByAQueryThatOnlyItsTypeAnswers(EcsField field) throws IOException {
        String path = field.path();
        String value = switch (path) {
            case "service.name", "event.dataset" -> "richest";
            case "log.level" -> "ERROR";
            default -> sample(field);
        };
        String query = switch (field.type()) {
            case KEYWORD -> "{\"term\":{\"%s\":\"%s\"}}".formatted(path, value);
            // One word of several: a keyword would not be found by it.
            case TEXT -> "{\"match\":{\"%s\":\"walrus\"}}".formatted(path);
            // As text 12 is less than 9.
            case LONG, DOUBLE -> "{\"range\":{\"%s\":{\"gt\":9,\"lt\":13}}}".formatted(path);
            case BOOLEAN -> "{\"term\":{\"%s\":true}}".formatted(path);
            case DATE ->
                "{\"range\":{\"%s\":{\"gte\":\"2026-11-23T01:00:00+01:00\",\"lt\":\"2026-11-23T00:00:01Z\"}}}"
                        .formatted(path);
            case IP -> "{\"term\":{\"%s\":\"10.1.0.0/16\"}}".formatted(path);
        };
        assertThat(hits(query)).as("%s by %s", path, query).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"term":{"labels.order.express":"true"}}
            {"range":{"numeric_labels.order.id":{"gt":4710,"lt":4712}}}
            {"term":{"labels.articles":"ink"}}
            {"term":{"labels.nested.deep.leaf":"green"}}
            {"term":{"labels.user":"a scalar where ECS has an object"}}
            {"range":{"event.ingested":{"gte":"2026-11-23T02:00:00.5Z","lte":"2026-11-23T02:00:00.5Z"}}}
            """)
    void whatIsNoKnownFieldIsFoundAmongTheLabels(String query) throws IOException {
        assertThat(hits(query)).as(query).isEqualTo(1);
    }

    @Test
    void nothingOfItIsIgnored() throws IOException {
        assertThat(hits("{\"exists\":{\"field\":\"_ignored\"}}")).isZero();
    }

    private static String sample(EcsField field) {
        return switch (field.type()) {
            case KEYWORD -> "sample of " + field.path();
            case TEXT -> "the walrus and the carpenter";
            case LONG, DOUBLE -> "12";
            case BOOLEAN -> "true";
            case DATE -> "2026-11-23T00:00:00.123456789Z";
            case IP -> "10.1.2.3";
        };
    }

    private static long hits(String query) throws IOException {
        byte[] body = ("{\"size\":0,\"track_total_hits\":true,\"query\":" + query + "}").getBytes(UTF_8);
        ElasticAnswer answer = link.call(ElasticRequest.json("POST", "/" + STREAM + "/_search", Map.of(), body));
        JsonNode json = JSON.readTree(answer.body());
        assertThat(answer.status()).as(json.toString()).isEqualTo(200);
        return json.at("/hits/total/value").asLong();
    }
}
