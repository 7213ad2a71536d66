package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/SCALE-OUT.md says of two nodes before one Elasticsearch. */
@Timeout(300)
class SeveralNodesIT {
    private static final String INDEXED = "/v1/events?ack=indexed&timeout=2m";

    @TempDir
    private Path folder;

    private final String service = "it_nodes" + System.nanoTime();
    private final String stream = "logs-" + service + "-tocsin";

    @BeforeAll
    static void installTemplates() throws IOException {
        try (ElasticLink link = ElasticsearchForTests.link()) {
            new TemplateInstaller(link, link.probe().version()).install();
        }
    }

    private String events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"service.name\":\"%s\",\"message\":\"number %d\"}\n".formatted(service, i))
                .collect(Collectors.joining());
    }

    @Test
    void aRetryAtAnotherNodeMakesNoSecondDocument() throws Exception {
        String bulk = "{\"create\":{\"_index\":\"%s\",\"_id\":\"%s\"}}\n{\"message\":\"by bulk\"}\n"
                .formatted(stream, service);
        try (RunningIngest one = RunningIngest.start(folder.resolve("one"));
                RunningIngest two = RunningIngest.start(folder.resolve("two"));
                ElasticLink link = ElasticsearchForTests.link()) {
            HttpResponse<String> first = one.post(INDEXED, events(100), service).join();
            HttpResponse<String> second =
                    two.post(INDEXED, events(100), service).join();

            assertThat(second.body()).isEqualTo(first.body()).contains("\"indexed\":100");
            assertThat(RunningIngest.count(link, stream, "*")).isEqualTo(100);
            // The stream has gone on meanwhile: the first is in an older index, into which create does not look.
            rollOver(link);
            assertThat(two.post(INDEXED, events(100), service).join().body()).isEqualTo(first.body());
            one.post("/_bulk", bulk, null).join();
            two.post("/_bulk", bulk, null).join();
            await().atMost(Duration.ofMinutes(1)).until(() -> one.hasIndexedAll() && two.hasIndexedAll());
            one.post(INDEXED, events(1), "last").join();
            two.post(INDEXED, events(1), "last").join();

            assertThat(RunningIngest.count(link, stream, "message:number")).isEqualTo(101);
            assertThat(RunningIngest.count(link, stream, "message:bulk")).isEqualTo(1);
        }
    }

    private void rollOver(ElasticLink link) throws IOException {
        assertThat(link.call(ElasticRequest.json("POST", "/" + stream + "/_rollover", Map.of(), new byte[0]))
                        .isSuccess())
                .isTrue();
    }

    @Test
    void theSameAtBothNodesAtOnceIsThereOnce() throws Exception {
        try (RunningIngest one = RunningIngest.start(folder.resolve("one"));
                RunningIngest two = RunningIngest.start(folder.resolve("two"));
                ElasticLink link = ElasticsearchForTests.link()) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                RunningIngest node = i % 2 == 0 ? one : two;
                answers.add(node.post(INDEXED, events(50), service));
            }

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().body()).contains("\"indexed\":50"));
            assertThat(RunningIngest.count(link, stream, "*")).isEqualTo(50);
        }
    }
}
