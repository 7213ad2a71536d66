package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.journal.Appended;
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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What is left of a request when something behind the door breaks. */
@Timeout(60)
class HttpDoorFailureTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(HttpDoor.class);

    private final Memory memory = new Memory(1_000_000);

    @BeforeEach
    void expectErrors() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void logAgain() {
        LOG.setLevel(null);
    }

    /** Where memory runs out. */
    enum Place {
        READING,
        COMMITTING,
        BEING_COMMITTED,
        ANSWERING
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void answersAndGivesItsMemoryBackWhereverItRunsOut(Place place) throws Exception {
        HttpDoorSettings settings = HttpDoorSettings.DEFAULTS.withPort(0);
        try (EventLoops loops = EventLoops.open();
                HttpDoor door =
                        HttpDoor.open(settings, new ExhaustedIntake(place), memory, new SimpleMeterRegistry(), loops);
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
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(text.getBytes(UTF_8));
        }
        return zipped.toByteArray();
    }

    /** Takes one event, and runs out of memory at one place. */
    private record ExhaustedIntake(Place place) implements Intake {
        @Override
        public Batch read(Origin origin, List<RecordSlice> records, @Nullable String idempotencyKey) {
            runOutAt(Place.READING);
            LogEvent event = new LogEvent(null, "logs-shop-tocsin", "{\"event\":{}}".getBytes(UTF_8));
            return new Batch(origin, List.of(event), Collections.singletonList(null), List.of(), 1_000);
        }

        @Override
        public CompletableFuture<Appended> commit(Batch batch) {
            runOutAt(Place.COMMITTING);
            return place == Place.BEING_COMMITTED
                    ? CompletableFuture.failedFuture(new OutOfMemoryError("as if"))
                    : CompletableFuture.completedFuture(() -> {
                        runOutAt(Place.ANSWERING);
                        return List.of(new EventId("one"));
                    });
        }

        private void runOutAt(Place here) {
            if (here == place) {
                throw new OutOfMemoryError("as if");
            }
        }
    }
}
