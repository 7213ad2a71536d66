package dev.tocsin.ingest.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenTelemetry's own exporters for Java, unchanged, against the real doors. */
@Timeout(180)
@NullMarked
class OtlpExportersTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant AT = Instant.parse("2026-11-30T08:15:30.123456789Z");
    private static final HttpDoorSettings SETTINGS = HttpDoorSettings.DEFAULTS.withPort(0);

    private final OpenDoors doors = new OpenDoors(
            IngestDoors.http(() -> SETTINGS, DoorAccess.OPEN),
            IngestDoors.otlpHttp(() -> SETTINGS, DoorAccess.OPEN),
            IngestDoors.otlpGrpc(() -> SETTINGS, DoorAccess.OPEN));

    @AfterEach
    void close() {
        doors.close();
    }

    @ParameterizedTest
    @CsvSource({
        "http, none",
        "http, gzip",
        "otlp-http, none",
        "otlp-http, gzip",
        "otlp-grpc, none",
        "otlp-grpc, gzip",
    })
    void deliverEveryRecordWithAllThatItSays(String door, String compression) {
        try (SdkLoggerProvider logs = provider(exporter(door, compression))) {
            logs.get("shop.Checkout")
                    .logRecordBuilder()
                    .setTimestamp(AT)
                    .setSeverity(Severity.WARN)
                    .setSeverityText("WARN")
                    .setBody("basket 7 is empty")
                    .setAttribute(AttributeKey.stringKey("thread.name"), "main")
                    .setAttribute(AttributeKey.longKey("basket"), 7L)
                    .emit();

            assertThat(logs.forceFlush().join(60, TimeUnit.SECONDS).isSuccess()).isTrue();
        }

        assertThat(doors.documents()).hasSize(1);
        JsonNode document = JSON.readTree(doors.documents().getFirst());
        assertThat(document.at("/@timestamp").asString()).isEqualTo("2026-11-30T08:15:30.123456789Z");
        assertThat(document.at("/message").asString()).isEqualTo("basket 7 is empty");
        assertThat(document.at("/log/level").asString()).isEqualTo("WARN");
        assertThat(document.at("/log/logger").asString()).isEqualTo("shop.Checkout");
        assertThat(document.at("/service/name").asString()).isEqualTo("shop");
        assertThat(document.at("/service/node/name").asString()).isEqualTo("shop-1");
        assertThat(document.at("/process/thread/name").asString()).isEqualTo("main");
        assertThat(document.at("/numeric_labels/basket").asInt()).isEqualTo(7);
        assertThat(document.at("/labels/telemetry.sdk.language").asString()).isEqualTo("java");
        assertThat(doors.balances()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"http", "otlp-http", "otlp-grpc"})
    void sendAgainWhatAFullJournalDidNotTakeAndThenItIsThereOnce(String door) {
        doors.journal.refuse(new JournalFull("full"));
        try (SdkLoggerProvider logs = provider(exporter(door, "none"))) {
            for (int i = 0; i < 100; i++) {
                logs.get("shop").logRecordBuilder().setBody("event " + i).emit();
            }
            CompletableResultCode flushed = logs.forceFlush();
            await().atMost(Duration.ofMinutes(1)).until(() -> doors.journal.appends() > 0);
            doors.journal.refuse(null);

            assertThat(flushed.join(60, TimeUnit.SECONDS).isSuccess()).isTrue();
        }

        List<String> messages = doors.documents().stream()
                .map(document -> JSON.readTree(document).at("/message").asString())
                .toList();
        assertThat(messages).hasSize(100);
        assertThat(new HashSet<>(messages)).hasSize(100);
        assertThat(doors.count("tocsin.ingest.pushed.back.events", "reason", "journal_full"))
                .isPositive();
        assertThat(doors.balances()).isTrue();
    }

    private LogRecordExporter exporter(String door, String compression) {
        String url = "http://127.0.0.1:" + doors.port(door);
        return door.equals("otlp-grpc")
                ? OtlpGrpcLogRecordExporter.builder()
                        .setEndpoint(url)
                        .setCompression(compression)
                        .build()
                : OtlpHttpLogRecordExporter.builder()
                        .setEndpoint(url + "/v1/logs")
                        .setCompression(compression)
                        .build();
    }

    private static SdkLoggerProvider provider(LogRecordExporter exporter) {
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"), "shop",
                        AttributeKey.stringKey("service.instance.id"), "shop-1")));
        return SdkLoggerProvider.builder()
                .setResource(resource)
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter)
                        .setExporterTimeout(Duration.ofMinutes(1))
                        .build())
                .build();
    }
}
