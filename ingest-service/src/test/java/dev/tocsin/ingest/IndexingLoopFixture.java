package dev.tocsin.ingest;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.index.FakeElasticsearch;
import dev.tocsin.ingest.index.Gate;
import dev.tocsin.ingest.index.IndexSettings;
import dev.tocsin.ingest.journal.FileJournal;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournalSettings;
import dev.tocsin.ingest.refused.DeadLetterSettings;
import dev.tocsin.ingest.refused.DeadLetters;
import dev.tocsin.ingest.refused.FileDeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An {@link IndexingLoop} between a real journal, real dead letters and an Elasticsearch that fails when it is told to. */
abstract class IndexingLoopFixture {
    static final String STREAM = "logs-shop-tocsin";

    static {
        // What these tests expect would fill pages.
        TestLog.of(IndexingLoop.class).setLevel(Level.OFF);
        TestLog.of(JournalFollower.class).setLevel(Level.OFF);
        TestLog.of(Gate.class.getPackageName()).setLevel(Level.OFF);
    }

    @TempDir
    Path folder;

    FakeElasticsearch server;
    ElasticLink link;
    FileJournal journal;
    FileDeadLetters deadLetters;

    @Nullable
    IndexingLoop loop;

    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    long heldBytes = 1_000_000;
    long segmentBytes = 64 * 1024 * 1024;
    int olderIndices = 3;
    int bulkBytes = 200_000;
    int inFlight = 2;
    Duration bulkTimeout = Duration.ofMillis(150);
    InstantSource loopClock = InstantSource.system();
    Gate gate = () -> true;

    @BeforeEach
    void open() throws IOException {
        server = FakeElasticsearch.start();
        link = ElasticLink.open(ElasticSettings.of(server.url()));
        openJournal();
    }

    private void openJournal() {
        registry = new SimpleMeterRegistry();
        JournalSettings settings = JournalSettings.in(folder.resolve("journal"));
        journal = FileJournal.open(
                settings.withLimits(segmentBytes, settings.limitBytes()), InstantSource.system(), registry);
        deadLetters = FileDeadLetters.open(
                DeadLetterSettings.in(folder.resolve("refused")), InstantSource.system(), registry);
    }

    @AfterEach
    void close() {
        stopLoop();
        journal.close();
        deadLetters.close();
        link.close();
        server.close();
    }

    void startLoop() {
        startLoop(deadLetters);
    }

    void startLoop(DeadLetters letters) {
        IndexSettings settings = new IndexSettings(
                "n1",
                bulkBytes,
                40,
                Duration.ofMillis(5),
                inFlight,
                bulkTimeout,
                Duration.ofMillis(100),
                heldBytes,
                Duration.ofMillis(2),
                Duration.ofMillis(20),
                Duration.ofMillis(5),
                4,
                olderIndices,
                Duration.ofMillis(300));
        loop = IndexingLoop.start(journalOfLoop(), gate, link, letters, settings, loopClock, registry);
    }

    /** What the loop follows. */
    Journal journalOfLoop() {
        return journal;
    }

    /** What is appended from now on comes long after the start of the next loop. */
    void startLoopLongAgo() {
        loopClock = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
        startLoop();
    }

    void stopLoop() {
        if (loop != null) {
            loop.close();
            loop = null;
        }
    }

    void restart() {
        stopLoop();
        journal.close();
        deadLetters.close();
        openJournal();
        startLoop();
    }

    static LogEvent event(String stream, int number, String more) {
        return new LogEvent(null, stream, document(number, more));
    }

    static LogEvent given(String id, int number) {
        return new LogEvent(new EventId(id), STREAM, document(number, ""));
    }

    static byte[] document(int number, String more) {
        return "{\"@timestamp\":\"2026-11-23T01:00:00Z\",\"number\":%d%s,\"event\":{\"kind\":\"event\"}}"
                .formatted(number, more)
                .getBytes(StandardCharsets.UTF_8);
    }

    void append(int from, int to) {
        for (int i = from; i < to; i++) {
            journal.append(List.of(event(STREAM, i, ""))).join();
        }
    }

    List<Integer> numbers(String stream) {
        return server.documents(stream).stream()
                .map(document -> document.path("number").asInt())
                .sorted()
                .toList();
    }

    void awaitIndexed() {
        awaitIndexed(Duration.ofSeconds(20));
    }

    void awaitIndexed(Duration limit) {
        await().atMost(limit)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> journal.room().unreadEvents() == 0);
    }

    List<JsonNode> letters() throws IOException {
        List<JsonNode> letters = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("refused"))) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file)) {
                    letters.add(JsonMapper.shared().readTree(line));
                }
            }
        }
        return letters;
    }

    double count(String name, String... tags) {
        return registry.counter(name, tags).count();
    }

    double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
