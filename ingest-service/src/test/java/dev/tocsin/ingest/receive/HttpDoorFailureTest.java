package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.ingest.IngestPipeline;
import dev.tocsin.ingest.RefusedRecords;
import dev.tocsin.ingest.TestLog;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.receive.events.EventsDialect;
import dev.tocsin.ingest.receive.otlp.OtlpDialect;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a request when something behind the door breaks. */
@Timeout(60)
@NullMarked
class HttpDoorFailureTest {
    private static final Logger LOG = TestLog.of(Deliveries.class);

    private final Memory memory = new Memory(1_000_000, 1_024 * 1_024, 1_024 * 1_024);

    @BeforeEach
    void expectErrors() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void logAgain() {
        LOG.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource(ExhaustedIntake.Place.class)
    void answersAndGivesItsMemoryBackWhereverItRunsOut(ExhaustedIntake.Place place) throws Exception {
        HttpDoorSettings settings = HttpDoorSettings.DEFAULTS.withPort(0);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        try (EventLoops loops = EventLoops.open();
                HttpDoor door = HttpDoor.open(
                        () -> settings,
                        List.of(new EventsDialect()),
                        DoorAccess.OPEN,
                        new DoorPlan.Behind(new ExhaustedIntake(place), memory, metrics, loops));
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/v1/events"))
                    .header("Content-Type", "application/x-ndjson")
                    .header("Content-Encoding", "gzip")
                    .timeout(Duration.ofSeconds(5))
                    .POST(BodyPublishers.ofByteArray(gzip("{\"a\":1}")))
                    .build();

            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(500);
            await().untilAsserted(() -> assertThat(memory.heldBytes()).isZero());
            boolean isKept = place == ExhaustedIntake.Place.ANSWERING;
            assertThat(metrics.counter("tocsin.ingest.pushed.back.events", "door", "http", "reason", "error")
                            .count())
                    .isEqualTo(isKept ? 0 : 1);
        }
    }

    /** After 500 an exporter throws its events away. */
    @ParameterizedTest
    @EnumSource(ExhaustedIntake.Place.class)
    void anExporterIsAskedToComeAgainUnlessAllWasKept(ExhaustedIntake.Place place) throws Exception {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        try (EventLoops loops = EventLoops.open();
                HttpDoor door = HttpDoor.open(
                        () -> HttpDoorSettings.DEFAULTS.withPort(0),
                        List.of(new OtlpDialect()),
                        DoorAccess.OPEN,
                        new DoorPlan.Behind(new ExhaustedIntake(place), memory, metrics, loops));
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/v1/logs"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}]}]}]}"))
                    .build();

            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

            boolean isKept = place == ExhaustedIntake.Place.ANSWERING;
            if (!isKept) {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            }
            await().untilAsserted(() -> assertThat(memory.heldBytes()).isZero());
        }
    }

    /** The pipeline, which is handed the second record as one that runs past the end of its bytes. */
    private record Stumbling(IngestPipeline pipeline) implements Intake {
        @Override
        public Batch read(
                Origin origin,
                List<RecordSlice> records,
                @Nullable String idempotencyKey,
                WriteRight right,
                Room room) {
            List<RecordSlice> changed = new ArrayList<>(records);
            changed.set(1, RecordSlice.of("{".getBytes(UTF_8), 0, 10_000));
            return pipeline.read(origin, changed, idempotencyKey, right, room);
        }

        @Override
        public CompletableFuture<Committed> commit(Batch batch) {
            return pipeline.commit(batch);
        }
    }

    /** Else the exporter would send all of them again and again, until it gives up those that are good too. */
    @Test
    void anErrorInOneRecordIsThatRecordsAlone() throws Exception {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        MemoryJournal journal = new MemoryJournal();
        MemoryDeadLetters letters = new MemoryDeadLetters();
        Logger log = TestLog.of(IngestPipeline.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        log.addAppender(told);
        try (RefusedRecords refused = new RefusedRecords(letters, metrics);
                EventLoops loops = EventLoops.open();
                HttpDoor door = HttpDoor.open(
                        () -> HttpDoorSettings.DEFAULTS.withPort(0),
                        List.of(new OtlpDialect()),
                        DoorAccess.OPEN,
                        new DoorPlan.Behind(
                                new Stumbling(new IngestPipeline(
                                        new Streams(EnrichSettings.DEFAULTS, metrics),
                                        journal,
                                        refused,
                                        InstantSource.system(),
                                        metrics)),
                                memory,
                                metrics,
                                loops));
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/v1/logs"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{},{},{}]}]}]}"))
                    .build();

            for (int i = 1; i <= 2; i++) {
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body())
                        .contains("\"rejectedLogRecords\":\"1\"", "record 1: an error of this service");
                assertThat(journal.count()).isEqualTo(2 * i);
                assertThat(letters.letters()).hasSize(i);
            }
            assertThat(told.list).hasSize(1);
            await().untilAsserted(() -> assertThat(memory.heldBytes()).isZero());
        } finally {
            log.detachAppender(told);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(text.getBytes(UTF_8));
        }
        return zipped.toByteArray();
    }
}
