package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.index.CuttingProxy;
import dev.tocsin.ingest.index.IndexSettings;
import dev.tocsin.ingest.journal.FileJournal;
import dev.tocsin.ingest.journal.JournalSettings;
import dev.tocsin.ingest.refused.DeadLetterSettings;
import dev.tocsin.ingest.refused.FileDeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexingLoopIT {
    private static final String LONGEST = "ü".repeat(8_191);

    private final String stream = "logs-it" + System.nanoTime() + "-tocsin";

    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable FileJournal journal;

    /** The journal over a loop that sends to {@code sendTo}; templates are installed by {@code direct}. */
    private FileJournal start(ElasticLink direct, ElasticSettings sendTo, Duration bulkTimeout) throws IOException {
        new TemplateInstaller(direct, direct.probe().version()).install();
        ElasticLink link = ElasticLink.open(sendTo);
        InstantSource clock = InstantSource.system();
        FileJournal started = FileJournal.open(JournalSettings.in(folder.resolve("journal")), clock, registry);
        FileDeadLetters letters =
                FileDeadLetters.open(DeadLetterSettings.in(folder.resolve("refused")), clock, registry);
        IndexSettings plain = IndexSettings.forNode("it");
        IndexSettings settings = new IndexSettings(
                "it" + System.nanoTime(),
                plain.bulkBytes(),
                1_000,
                Duration.ofMillis(20),
                2,
                bulkTimeout,
                Duration.ofSeconds(30),
                plain.heldBytes(),
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofMillis(300),
                plain.maxRepairs(),
                plain.olderIndices(),
                Duration.ofSeconds(5));
        IndexingLoop loop = IndexingLoop.start(started, () -> true, link, letters, settings, clock, registry);
        open.addAll(List.of(link, letters, started, loop));
        journal = started;
        return started;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private LogEvent event(int number, String more) {
        return new LogEvent(null, stream, document(number, more));
    }

    private static byte[] document(int number, String more) {
        return ("{\"@timestamp\":\"%s\",\"message\":\"number %d\",\"numeric_labels\":{\"number\":%d}%s,"
                        + "\"host\":{\"name\":\"h\"},\"event\":{\"kind\":\"event\"}}")
                .formatted(Instant.now(), number, number, more)
                .getBytes(StandardCharsets.UTF_8);
    }

    private List<LogEvent> events(int from, int to) {
        List<LogEvent> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(event(i, ""));
        }
        return events;
    }

    private void awaitIndexed(FileJournal appended) {
        await().atMost(Duration.ofSeconds(120)).until(() -> appended.room().unreadEvents() == 0);
    }

    private long count(ElasticLink link, String query) throws IOException {
        link.call("POST", "/" + stream + "/_refresh", Map.of(), null);
        JsonObject body = Json.createReader(new java.io.StringReader("{\"query\":" + query + "}"))
                .readObject();
        ElasticAnswer answer = link.call("POST", "/" + stream + "/_count", Map.of(), body);
        // Right after its stream was made there is nothing to count in yet.
        return answer.isSuccess() ? answer.json().getJsonNumber("count").longValue() : 0;
    }

    /** How many different events there are. */
    private long different(ElasticLink link) throws IOException {
        JsonObject body = Json.createReader(
                        new java.io.StringReader(
                                "{\"size\":0,\"aggs\":{\"n\":{\"terms\":{\"field\":\"numeric_labels.number\",\"size\":60000}}}}"))
                .readObject();
        ElasticAnswer answer = link.call("POST", "/" + stream + "/_search", Map.of(), body);
        return answer.json()
                .getJsonObject("aggregations")
                .getJsonObject("n")
                .getJsonArray("buckets")
                .size();
    }

    private static void rollOver(ElasticLink link, String stream) {
        try {
            ElasticAnswer answer = link.call("POST", "/" + stream + "/_rollover", Map.of(), null);
            assertThat(answer.isSuccess()).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long deadLetters() throws IOException {
        long lines = 0;
        try (Stream<Path> files = Files.list(folder.resolve("refused"))) {
            for (Path file : files.toList()) {
                lines += Files.readAllLines(file).size();
            }
        }
        return lines;
    }

    @Test
    void indexesIntoADataStreamThatTheFirstBulkMakes() throws IOException {
        try (ElasticLink direct = ElasticsearchForTests.link()) {
            FileJournal appended = start(direct, ElasticsearchForTests.settings(), Duration.ofSeconds(30));
            for (int i = 0; i < 5_000; i += 100) {
                appended.append(events(i, i + 100)).join();
            }
            awaitIndexed(appended);

            assertThat(count(direct, "{\"match_all\":{}}")).isEqualTo(5_000);
            assertThat(count(direct, "{\"exists\":{\"field\":\"event.ingested\"}}"))
                    .isEqualTo(5_000);
            assertThat(different(direct)).isEqualTo(5_000);
        }
    }

    @Test
    void doublesNothingWhenAnAnswerIsLostAndTheStreamRollsOver() throws IOException {
        try (ElasticLink direct = ElasticsearchForTests.link();
                CuttingProxy proxy =
                        new CuttingProxy(ElasticsearchForTests.settings().urls().getFirst())) {
            FileJournal appended = start(direct, ElasticSettings.of(proxy.url()), Duration.ofSeconds(30));
            appended.append(events(0, 100)).join();
            awaitIndexed(appended);

            proxy.loseNextAnswer(() -> rollOver(direct, stream));
            appended.append(events(100, 600)).join();
            awaitIndexed(appended);
            proxy.loseNextAnswer(() -> {});
            appended.append(events(600, 700)).join();
            awaitIndexed(appended);

            assertThat(count(direct, "{\"match_all\":{}}")).isEqualTo(700);
            assertThat(different(direct)).isEqualTo(700);
            assertThat(registry.counter("tocsin.index.settled.events", "outcome", "found_there")
                            .count())
                    .isPositive();
        }
    }

    @Test
    void findsAnEventByTheFieldThatDidNotFit() throws IOException {
        try (ElasticLink direct = ElasticsearchForTests.link()) {
            FileJournal appended = start(direct, ElasticsearchForTests.settings(), Duration.ofSeconds(30));
            appended.append(List.of(
                            event(0, ",\"source\":{\"ip\":\"not an address\"},\"log\":{\"level\":{\"a\":1}}"),
                            event(1, ",\"source\":{\"ip\":\"10.0.0.1\"}"),
                            event(2, ",\"source\":\"scalar\""),
                            event(3, ",\"source\":{\"ip\":\"" + LONGEST + "\"}")))
                    .join();
            awaitIndexed(appended);

            assertThat(count(direct, "{\"term\":{\"labels_conflict.source.ip\":\"not an address\"}}"))
                    .isEqualTo(1);
            assertThat(count(direct, "{\"term\":{\"labels_conflict.source\":\"scalar\"}}"))
                    .isEqualTo(1);
            assertThat(count(direct, "{\"term\":{\"labels_conflict.source.ip\":\"" + LONGEST + "\"}}"))
                    .isEqualTo(1);
            assertThat(count(direct, "{\"match\":{\"message\":\"number\"}}")).isEqualTo(4);
            assertThat(deadLetters()).isZero();
        }
    }

    @Test
    void buriesWhatCannotBeRepaired() throws IOException {
        try (ElasticLink direct = ElasticsearchForTests.link()) {
            FileJournal appended = start(direct, ElasticsearchForTests.settings(), Duration.ofSeconds(30));
            byte[] withoutTime = "{\"message\":\"m\",\"event\":{\"kind\":\"event\"}}".getBytes(StandardCharsets.UTF_8);
            appended.append(List.of(event(0, ""), new LogEvent(null, stream, withoutTime)))
                    .join();
            awaitIndexed(appended);

            assertThat(count(direct, "{\"match_all\":{}}")).isEqualTo(1);
            assertThat(deadLetters()).isEqualTo(1);
        }
    }

    @Test
    void holdsAStreamThatCannotBeMadeAndLetsTheOthersPass() throws IOException {
        try (ElasticLink direct = ElasticsearchForTests.link()) {
            FileJournal appended = start(direct, ElasticsearchForTests.settings(), Duration.ofSeconds(30));
            appended.append(List.of(new LogEvent(null, "logs-Bad Name-tocsin", document(0, ""))))
                    .join();
            appended.append(events(1, 100)).join();

            await().atMost(Duration.ofSeconds(60)).until(() -> count(direct, "{\"match_all\":{}}") == 99);
            assertThat(appended.room().unreadEvents()).isPositive();
        }
    }

    @Test
    void countsAClientsRetryOnceAcrossARollover() throws IOException {
        try (ElasticLink direct = ElasticsearchForTests.link()) {
            FileJournal appended = start(direct, ElasticsearchForTests.settings(), Duration.ofSeconds(30));
            LogEvent given = new LogEvent(new EventId("order-1"), stream, document(1, ""));
            appended.append(List.of(given)).join();
            awaitIndexed(appended);
            appended.append(List.of(given)).join();
            awaitIndexed(appended);
            rollOver(direct, stream);
            appended.append(List.of(given)).join();
            awaitIndexed(appended);

            assertThat(count(direct, "{\"match_all\":{}}")).isEqualTo(1);
            assertThat(registry.counter("tocsin.index.settled.events", "outcome", "client_duplicate")
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    void goesOnAfterAServerThatHangsIsKilledAndComesBack() throws Exception {
        Path home = Files.createTempDirectory(Path.of("/var/tmp"), "tocsin-indexing-it");
        EmbeddedElasticsearch server = ElasticsearchForTests.own(home);
        open.addFirst(server);
        try (ElasticLink direct = ElasticLink.open(ElasticSettings.of(server.url()))) {
            FileJournal appended = start(direct, ElasticSettings.of(server.url()), Duration.ofSeconds(2));
            appended.append(events(0, 500)).join();
            awaitIndexed(appended);

            signal(server, "STOP");
            appended.append(events(500, 1_500)).join();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> registry.counter("tocsin.index.retried.events").count() > 0);
            rollOverWhenAwake(server, direct);
            awaitIndexed(appended);
            assertThat(count(direct, "{\"match_all\":{}}")).isEqualTo(1_500);

            appended.append(events(1_500, 2_500)).join();
            server.kill();
            appended.append(events(2_500, 3_000)).join();
            server.startAgain();
            awaitIndexed(appended);

            assertThat(count(direct, "{\"match_all\":{}}")).isEqualTo(3_000);
            assertThat(different(direct)).isEqualTo(3_000);
        }
    }

    /** The requests that lay in the sockets while it hung are executed now, and the stream rolls over beside them. */
    private void rollOverWhenAwake(EmbeddedElasticsearch server, ElasticLink direct) throws Exception {
        signal(server, "CONT");
        rollOver(direct, stream);
    }

    private static void signal(EmbeddedElasticsearch server, String name) throws Exception {
        for (ProcessHandle process : server.process().descendants()) {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }
}
