package dev.tocsin.ingest.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.logging.otlp.internal.logs.OtlpStdoutLogRecordExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenTelemetry's appender for logback, unchanged. */
@Timeout(120)
@NullMarked
class OtlpAppenderTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpDoorSettings SETTINGS = HttpDoorSettings.DEFAULTS.withPort(0);

    private final OpenDoors doors = new OpenDoors(
            IngestDoors.http(() -> SETTINGS, DoorAccess.OPEN), IngestDoors.otlpGrpc(() -> SETTINGS, DoorAccess.OPEN));

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void whatALineOfJavaLogsIsFoundWhereAllOthersAre() {
        logBy(OtlpGrpcLogRecordExporter.builder()
                .setEndpoint("http://127.0.0.1:" + doors.port("otlp-grpc"))
                .build());

        assertIsWhatWasLogged(JSON.readTree(doors.documents().getFirst()));
    }

    /** What the SDK writes as OTLP's JSON; there is no exporter that sends it. */
    @Test
    void inJsonItIsTheSame() throws Exception {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        logBy(OtlpStdoutLogRecordExporter.builder()
                .setOutput(json)
                .setWrapperJsonObject(true)
                .build());

        try (OtlpClient client = new OtlpClient(doors.httpPort())) {
            String request = json.toString(java.nio.charset.StandardCharsets.UTF_8);
            String whole = request.startsWith("{\"resourceLogs\"") ? request : "{\"resourceLogs\":[" + request + "]}";
            assertThat(client.json(whole).statusCode()).isEqualTo(200);
        }

        assertIsWhatWasLogged(JSON.readTree(doors.documents().getFirst()));
    }

    private static void logBy(LogRecordExporter exporter) {
        Resource resource = Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "checkout-api"));
        try (SdkLoggerProvider logs = SdkLoggerProvider.builder()
                .setResource(resource)
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter).build())
                .build()) {
            LoggerContext context = new LoggerContext();
            OpenTelemetryAppender appender = new OpenTelemetryAppender();
            appender.setContext(context);
            appender.setCaptureExperimentalAttributes(true);
            appender.setCaptureCodeAttributes(true);
            appender.setCaptureKeyValuePairAttributes(true);
            appender.setCaptureMdcAttributes("*");
            appender.setOpenTelemetry(bridgeTo(logs));
            appender.start();
            context.setMDCAdapter(new ch.qos.logback.classic.util.LogbackMDCAdapter());
            Logger logger = context.getLogger("com.example.Checkout");
            logger.addAppender(appender);
            context.getMDCAdapter().setContextMap(Map.of("tenant", "blue"));
            logger.atError()
                    .setCause(new IllegalStateException("no basket"))
                    .addKeyValue("order", 4711)
                    .log("checkout failed");
            assertThat(logs.forceFlush().join(60, TimeUnit.SECONDS).isSuccess()).isTrue();
            context.stop();
        }
    }

    private static OpenTelemetry bridgeTo(SdkLoggerProvider logs) {
        return new OpenTelemetry() {
            @Override
            public TracerProvider getTracerProvider() {
                return TracerProvider.noop();
            }

            @Override
            public ContextPropagators getPropagators() {
                return ContextPropagators.noop();
            }

            @Override
            public LoggerProvider getLogsBridge() {
                return logs;
            }
        };
    }

    private static void assertIsWhatWasLogged(JsonNode document) {
        assertThat(document.at("/message").asString()).isEqualTo("checkout failed");
        assertThat(document.at("/log/level").asString()).isEqualTo("ERROR");
        assertThat(document.at("/log/logger").asString()).isEqualTo("com.example.Checkout");
        assertThat(document.at("/log/origin/file/name").asString()).isEqualTo("OtlpAppenderTest.java");
        assertThat(document.at("/log/origin/function").asString()).endsWith("logBy");
        assertThat(document.at("/error/type").asString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(document.at("/error/message").asString()).isEqualTo("no basket");
        assertThat(document.at("/error/stack_trace").asString()).contains("OtlpAppenderTest.logBy");
        assertThat(document.at("/process/thread/name").asString())
                .isEqualTo(Thread.currentThread().getName());
        assertThat(document.at("/service/name").asString()).isEqualTo("checkout-api");
        assertThat(document.at("/event/dataset").asString()).isEqualTo("checkout_api");
        assertThat(document.at("/labels/tenant").asString()).isEqualTo("blue");
        assertThat(document.at("/numeric_labels/order").asInt()).isEqualTo(4711);
    }
}
