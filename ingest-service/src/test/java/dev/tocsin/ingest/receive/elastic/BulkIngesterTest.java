package dev.tocsin.ingest.receive.elastic;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._helpers.bulk.BulkIngester;
import co.elastic.clients.elasticsearch._helpers.bulk.BulkListener;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Elasticsearch's own Java client at our door. */
@Timeout(60)
class BulkIngesterTest {
    private final OpenDoors doors = new OpenDoors();
    private final ElasticLink link =
            ElasticLink.open(ElasticSettings.of(URI.create("http://127.0.0.1:" + doors.httpPort())));
    private final ElasticsearchClient client = link.client();

    @AfterEach
    void close() {
        link.close();
        doors.close();
    }

    @Test
    void everyOperationOfABulkIngesterIsAnsweredAsItsOwn() {
        ConcurrentLinkedQueue<BulkResponse> responses = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        BulkListener<Void> listener = new BulkListener<>() {
            @Override
            public void beforeBulk(long executionId, BulkRequest request, List<Void> contexts) {}

            @Override
            public void afterBulk(long executionId, BulkRequest request, List<Void> contexts, BulkResponse response) {
                responses.add(response);
            }

            @Override
            public void afterBulk(long executionId, BulkRequest request, List<Void> contexts, Throwable failure) {
                failures.add(failure);
            }
        };
        try (BulkIngester<Void> ingester = BulkIngester.of(
                builder -> builder.client(client).maxOperations(100).listener(listener))) {
            for (int i = 0; i < 1_000; i++) {
                String id = "order-" + i;
                ingester.add(operation -> operation.create(
                        create -> create.index("web-shop").id(id).document(Map.of("message", id))));
            }
        }

        assertThat(failures).isEmpty();
        assertThat(responses).hasSize(10).noneMatch(BulkResponse::errors);
        assertThat(responses.stream().flatMap(response -> response.items().stream()))
                .hasSize(1_000)
                .allSatisfy(item -> {
                    assertThat(item.status()).isEqualTo(201);
                    assertThat(item.index()).isEqualTo("logs-web_shop-tocsin");
                    assertThat(item.id()).startsWith("order-");
                });
        assertThat(doors.journal.events()).hasSize(1_000).doesNotHaveDuplicates();
    }

    @Test
    void anItemThatIsRefusedIsTheClientsErrorCause() throws Exception {
        BulkResponse response = client.bulk(bulk -> bulk.operations(
                operation -> operation.delete(delete -> delete.index("web").id("7"))));

        assertThat(response.errors()).isTrue();
        assertThat(response.items()).singleElement().satisfies(item -> {
            assertThat(item.status()).isEqualTo(400);
            assertThat(requireNonNull(item.error()).reason()).contains("only create and index");
        });
    }

    @Test
    void whatIsAskedFirstIsUnderstood() throws Exception {
        assertThat(client.info().version().number()).startsWith("9.");
        assertThat(client.ping().value()).isTrue();
        assertThat(client.cluster().health().status().jsonValue()).isEqualTo("green");
        assertThat(client.license().get().license().type().jsonValue()).isEqualTo("basic");
        assertThat(client.nodes().info().nodes()).isEmpty();
        assertThat(client.index(index -> index.index("web").id("7").document(Map.of("message", "x")))
                        .result()
                        .jsonValue())
                .isEqualTo("created");
    }

    @Test
    void aSearchIsRefusedInTheClientsWords() {
        assertThatThrownBy(() -> client.search(search -> search.index("web"), Map.class))
                .hasMessageContaining("send searches and everything else to Elasticsearch itself");
    }
}
