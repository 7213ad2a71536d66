package dev.tocsin.ingest.sift;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.query.DataView;
import dev.tocsin.query.Kql;
import dev.tocsin.query.KqlOptions;
import dev.tocsin.query.QueryException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The differential test: the same conditions asked of the same events in memory, and of a real Elasticsearch with our
 * templates by the query that Kibana sends.
 */
class ConditionIT {
    private static final String STREAM = "logs-sifted-tocsin";
    private static final int EVENTS = 400;
    private static final int QUERIES = 1_200;
    private static final long SEED = 20_261_130;

    private static final List<AskedEvent> events = new ArrayList<>();
    private static ElasticLink link;
    private static DataView view;

    @BeforeAll
    static void index() throws IOException {
        link = ElasticsearchForTests.link();
        new TemplateInstaller(link, link.probe().version()).install();
        link.call("DELETE", "/_data_stream/" + STREAM, Map.of(), null);
        Random random = new Random(SEED);
        StringBuilder bulk = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            AskedEvent event = AskedEvent.of(RandomKql.event(random, "sifted"));
            assertThat(event.dataStream()).isEqualTo(STREAM);
            events.add(event);
            bulk.append("{\"create\":{\"_index\":\"%s\",\"_id\":\"%d\"}}\n".formatted(STREAM, i))
                    .append(event.document())
                    .append('\n');
        }
        ElasticAnswer answer = link.call(ElasticRequest.json(
                "POST", "/_bulk", Map.of("refresh", "true"), bulk.toString().getBytes(UTF_8)));
        assertThat(answer.json().getBoolean("errors"))
                .as(new String(answer.body(), UTF_8))
                .isFalse();
        view = DataView.fromFieldCaps(
                STREAM,
                link.call("GET", "/" + STREAM + "/_field_caps", Map.of("fields", "*"), null)
                        .json());
    }

    @AfterAll
    static void close() throws IOException {
        link.call("DELETE", "/_data_stream/" + STREAM, Map.of(), null);
        link.close();
    }

    static Stream<String> conditions() {
        return ConditionTest.answered();
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void answersAsElasticsearchDoes(String kql) throws IOException {
        assertThat(inMemory(Condition.of(kql))).as(kql).isEqualTo(found(kql));
    }

    @Test
    void randomConditionsAreAnsweredAsElasticsearchDoes() throws IOException {
        Random random = new Random(SEED);
        int matching = 0;
        int refused = 0;
        List<String> different = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            String kql = RandomKql.condition(random, 3);
            Condition condition;
            try {
                condition = Condition.of(kql);
            } catch (QueryException e) {
                refused++;
                continue;
            }
            Set<Integer> held = inMemory(condition);
            Set<Integer> found = found(kql);
            if (!held.equals(found)) {
                different.add(
                        kql + ": in memory alone " + without(held, found) + ", found alone " + without(found, held));
            }
            matching += held.isEmpty() || held.size() == EVENTS ? 0 : 1;
        }
        assertThat(different).as("seed %d", SEED).isEmpty();
        assertThat(matching).as("queries that tell events apart").isGreaterThan(QUERIES / 3);
        assertThat(refused).as("queries that were refused").isLessThan(QUERIES / 10);
    }

    private static Set<Integer> without(Set<Integer> some, Set<Integer> others) {
        Set<Integer> left = new TreeSet<>(some);
        left.removeAll(others);
        return left;
    }

    private static Set<Integer> inMemory(Condition condition) {
        Set<Integer> held = new TreeSet<>();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).fulfils(condition)) {
                held.add(i);
            }
        }
        return held;
    }

    private static Set<Integer> found(String kql) throws IOException {
        JsonObject query = Json.createObjectBuilder()
                .add("size", EVENTS)
                .add("_source", false)
                .add("query", Kql.translate(kql, view, KqlOptions.DEFAULT))
                .build();
        ElasticAnswer answer = link.call("POST", "/" + STREAM + "/_search", Map.of(), query);
        assertThat(answer.status())
                .as("%s%n%s", kql, new String(answer.body(), UTF_8))
                .isEqualTo(200);
        Set<Integer> ids = new TreeSet<>();
        for (JsonValue hit : answer.json().getJsonObject("hits").getJsonArray("hits")) {
            ids.add(Integer.valueOf(hit.asJsonObject().getString("_id")));
        }
        return ids;
    }
}
