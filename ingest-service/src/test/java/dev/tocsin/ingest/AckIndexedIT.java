package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.ingest.journal.Journal;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ack=indexed} against a real Elasticsearch. */
@Timeout(300)
class AckIndexedIT {
    private static final String INDEXED = "/v1/events?ack=indexed&timeout=2m";

    @TempDir
    private Path folder;

    private final String service = "it_ack" + System.nanoTime();
    private final String stream = "logs-" + service + "-tocsin";

    @BeforeAll
    static void installTemplates() throws IOException {
        try (ElasticLink link = ElasticsearchForTests.link()) {
            new TemplateInstaller(link, link.probe().version()).install();
        }
    }

    private String events(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(
                        i -> "{\"service.name\":\"%s\",\"message\":\"number %d\",\"n\":%d}\n".formatted(service, i, i))
                .collect(Collectors.joining());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    /** A port at which nobody listens. */
    private static URI nowhere() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    @Test
    void whatIsSaidToBeIndexedIsThereAndARepeatIsAnsweredAlike() throws Exception {
        try (RunningIngest ingest = RunningIngest.start(folder);
                ElasticLink link = ElasticsearchForTests.link()) {
            HttpResponse<String> answer =
                    ingest.post(INDEXED, events(0, 1_000), service).join();

            assertThat(RunningIngest.count(link, stream, "*")).isEqualTo(1_000);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .startsWith(
                            "{\"ack\":\"indexed\",\"accepted\":1000,\"refused\":0,\"indexed\":1000,\"deadLetters\":0,");
            String last = json(answer).at("/records/999/id").asString();
            assertThat(RunningIngest.count(link, stream, "_id:\"" + last + "\" AND numeric_labels.n:999"))
                    .isEqualTo(1);

            HttpResponse<String> again =
                    ingest.post(INDEXED, events(0, 1_000), service).join();

            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(answer.body());
            assertThat(RunningIngest.count(link, stream, "*")).isEqualTo(1_000);
        }
    }

    @Test
    void anEventThatElasticsearchDoesNotTakeIsTold() throws Exception {
        String taken = "{\"service.name\":\"%s\",\"event.id\":\"%s\",\"message\":\"another\"}\n";
        try (RunningIngest ingest = RunningIngest.start(folder);
                ElasticLink link = ElasticsearchForTests.link()) {
            String first = taken.formatted(service, service).replace("another", "first");
            assertThat(ingest.post(INDEXED, first, null).join().statusCode()).isEqualTo(200);

            HttpResponse<String> answer = ingest.post(
                            INDEXED, events(0, 1) + taken.formatted(service, service) + events(1, 2), null)
                    .join();

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(json(answer).path("indexed").asInt()).isEqualTo(2);
            assertThat(json(answer).path("deadLetters").asInt()).isEqualTo(1);
            assertThat(json(answer).at("/records/1/error/reason").asString())
                    .isEqualTo("its id is taken by another document");
            assertThat(json(answer).at("/records/1/id").asString()).isEqualTo(service);
            assertThat(RunningIngest.count(link, stream, "*")).isEqualTo(3);
            assertThat(RunningIngest.count(link, stream, "message:another")).isZero();
        }
    }

    @Test
    void withoutElasticsearchTheJournalIsToldAndTheNextStartIndexesItOnce() throws Exception {
        try (RunningIngest ingest = RunningIngest.start(folder, nowhere())) {
            HttpResponse<String> answer = ingest.post("/v1/events?ack=indexed&timeout=700ms", events(0, 3), service)
                    .join();

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(json(answer).path("ack").asString()).isEqualTo("journal");
            assertThat(json(answer).path("waiting").asInt()).isEqualTo(3);
            assertThat(json(answer).at("/records/2/waiting").asBoolean()).isTrue();
        }
        try (RunningIngest ingest = RunningIngest.start(folder);
                ElasticLink link = ElasticsearchForTests.link()) {
            // The client would like to know: the same again.
            HttpResponse<String> again =
                    ingest.post(INDEXED, events(0, 3), service).join();

            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(json(again).path("indexed").asInt()).isEqualTo(3);
            await().atMost(Duration.ofMinutes(1)).until(ingest::hasIndexedAll);
            assertThat(RunningIngest.count(link, stream, "*")).isEqualTo(3);
        }
    }

    @Test
    void whatIsOverTheLimitsOfAnEventIsFound() throws Exception {
        StringBuilder event =
                new StringBuilder("{\"service.name\":\"" + service + "\",\"tags\":\"" + "t".repeat(9_000));
        event.append("\",\"long\":\"").append("l".repeat(9_000)).append("\",\"m\":{\"o\":{\"f\":0");
        for (int i = 1; i < 12_000; i++) {
            event.append(",\"f").append(i).append("\":\"value-").append(i).append('"');
        }
        event.append("}},\"message\":\"").append("many words ".repeat(50_000)).append(" lastword\"}\n");
        try (RunningIngest ingest = RunningIngest.start(folder);
                ElasticLink link = ElasticsearchForTests.link()) {
            HttpResponse<String> answer =
                    ingest.post(INDEXED, event.toString(), null).join();

            assertThat(json(answer).path("indexed").asInt()).as(answer.body()).isEqualTo(1);
            for (String query : List.of(
                    "message:lastword",
                    "labels.fields_over_limit:*value\\-11999*",
                    "labels.long:llll*",
                    "_ignored:tags",
                    "labels_overflow.m.o.f8000:value\\-8000")) {
                assertThat(RunningIngest.count(link, stream, query)).as(query).isEqualTo(1);
            }
        }
    }

    @Test
    void aStopAnswersWhoWaits() throws Exception {
        CompletableFuture<HttpResponse<String>> answer;
        try (RunningIngest ingest = RunningIngest.start(folder, nowhere())) {
            answer = ingest.post("/v1/events?ack=indexed&timeout=5m", events(0, 2), null);
            Journal journal = ingest.context().getBean(Journal.class);
            await().until(() -> journal.settlements().size() == 1);
        }

        assertThat(answer).succeedsWithin(Duration.ofSeconds(5));
        assertThat(answer.join().statusCode()).isEqualTo(202);
    }

    @Test
    void manyClientsAtOnceAreEachToldOfTheirOwn() throws Exception {
        Random random = new Random(5);
        try (RunningIngest ingest = RunningIngest.start(folder);
                ElasticLink link = ElasticsearchForTests.link()) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            List<Integer> sizes = new ArrayList<>();
            int at = 0;
            for (int i = 0; i < 200; i++) {
                int size = 1 + random.nextInt(40);
                // Every third only to the journal: they lie between the others.
                answers.add(ingest.post(i % 3 == 0 ? "/v1/events" : INDEXED, events(at, at + size), null));
                sizes.add(size);
                at += size;
            }

            for (int i = 0; i < answers.size(); i++) {
                HttpResponse<String> answer = answers.get(i).join();
                assertThat(answer.statusCode()).isEqualTo(200);
                if (i % 3 != 0) {
                    assertThat(json(answer).path("indexed").asInt()).isEqualTo(sizes.get(i));
                }
            }
            await().atMost(Duration.ofMinutes(1)).until(ingest::hasIndexedAll);
            assertThat(RunningIngest.count(link, stream, "*")).isEqualTo(at);
            assertThat(ingest.context().getBean(Journal.class).settlements().size())
                    .isZero();
        }
    }
}
