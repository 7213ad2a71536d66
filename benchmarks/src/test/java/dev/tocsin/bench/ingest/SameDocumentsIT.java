package dev.tocsin.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.bench.IngestProcess;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.template.TemplateInstaller;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmarks send straight to Elasticsearch is what the service makes of the same lines. */
class SameDocumentsIT {
    private static final int EVENTS = 1_000;

    @TempDir
    Path folder;

    @Test
    void bothWaysEndInTheSameDocumentsButForWhenTheyCameAndIdsAreAsLong() throws Exception {
        Workload workload = Workload.make("same", EVENTS, 1);
        try (EmbeddedElasticsearch server =
                        EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(folder.resolve("elasticsearch")));
                ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()));
                HttpClient client = HttpClient.newHttpClient();
                IngestProcess ingest = IngestProcess.start(
                        folder.resolve("ingest"),
                        server.url(),
                        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"))) {
            new TemplateInstaller(link, link.probe().version()).install();
            ingest.service().awaitReady(client);

            List<JsonValue> throughTheDoor = hits(link, workload, Door.TCP.to(ingest), Workload.streamOf("same"));
            List<JsonValue> direct =
                    hits(link, workload, new DirectBulk(link, 1, 100_000), Workload.streamOf("direct"));

            assertThat(throughTheDoor).hasSize(EVENTS);
            assertThat(sources(throughTheDoor)).isEqualTo(sources(direct));
            assertThat(throughTheDoor).allMatch(hit -> id(hit).length() == Workload.ID_LENGTH);
            assertThat(direct).allMatch(hit -> id(hit).length() == Workload.ID_LENGTH);
        }
    }

    private static List<JsonValue> hits(ElasticLink link, Workload workload, Way way, String stream) throws Exception {
        try (Way.Sending sending = way.prepare(workload, stream)) {
            sending.send();
            return await().atMost(Duration.ofMinutes(1))
                    .until(() -> found(link, stream), hits -> hits.size() >= EVENTS);
        }
    }

    private static List<JsonValue> found(ElasticLink link, String stream) throws IOException {
        link.call("POST", "/" + stream + "/_refresh", Map.of(), null);
        ElasticAnswer answer =
                link.call("POST", "/" + stream + "/_search", Map.of("size", Integer.toString(2 * EVENTS)), null);
        return answer.isSuccess() ? answer.json().getJsonObject("hits").getJsonArray("hits") : List.of();
    }

    /** As texts: the order of the fields and the way numbers are written count. */
    private static List<String> sources(List<JsonValue> hits) {
        return hits.stream()
                .map(hit -> hit.asJsonObject().getJsonObject("_source").toString())
                .map(source -> source.replaceFirst("\"ingested\":\"[^\"]*\"", "\"ingested\":\"\""))
                .sorted()
                .toList();
    }

    private static String id(JsonValue hit) {
        return hit.asJsonObject().getString("_id");
    }
}
