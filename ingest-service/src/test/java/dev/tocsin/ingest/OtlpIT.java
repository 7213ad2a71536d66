package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.receive.otlp.RandomLogs;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Logs of OpenTelemetry through the whole service into a real Elasticsearch. */
@Timeout(300)
class OtlpIT {
    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void installTemplates() throws IOException {
        try (ElasticLink link = ElasticsearchForTests.link()) {
            new TemplateInstaller(link, link.probe().version()).install();
        }
    }

    @Test
    void logsOfAnExporterAreFoundWhereTheirServiceIs() throws Exception {
        String service = "it-otlp-" + System.nanoTime();
        try (ConfigurableApplicationContext context = start();
                ElasticLink link = ElasticsearchForTests.link()) {
            int port = doors(context).port("otlp-grpc").orElseThrow();
            Resource resource = Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service));
            try (SdkLoggerProvider logs = SdkLoggerProvider.builder()
                    .setResource(resource)
                    .addLogRecordProcessor(BatchLogRecordProcessor.builder(OtlpGrpcLogRecordExporter.builder()
                                    .setEndpoint("http://127.0.0.1:" + port)
                                    .build())
                            .build())
                    .build()) {
                for (int i = 0; i < 100; i++) {
                    logs.get("shop").logRecordBuilder().setBody("event " + i).emit();
                }
                assertThat(logs.forceFlush().join(60, TimeUnit.SECONDS).isSuccess())
                        .isTrue();
            }

            String stream = "logs-" + service.replace('-', '_') + "-tocsin";
            await().atMost(Duration.ofMinutes(2)).until(() -> count(link, stream, "message:event") == 100);
            assertThat(management(context, "/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
            assertThat(management(context, "/v1/conservation").body())
                    .contains("\"residue\":0")
                    .contains("{\"door\":\"otlp-grpc\",\"received\":100,\"accepted\":100,")
                    .contains("{\"door\":\"otlp-http\",\"received\":0,");
        }
    }

    @Test
    void nothingThatTheDecoderMakesIsRefusedByTheMappings() throws Exception {
        int records = 0;
        try (ConfigurableApplicationContext context = start();
                ElasticLink link = ElasticsearchForTests.link()) {
            int port = doors(context).port("otlp-http").orElseThrow();
            for (long seed = 0; seed < 150; seed++) {
                ExportLogsServiceRequest request = new RandomLogs(new Random(seed)).request();
                records += RandomLogs.countOf(request);
                HttpRequest post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/logs"))
                        .header("Content-Type", "application/x-protobuf")
                        .POST(BodyPublishers.ofByteArray(request.toByteArray()))
                        .build();
                assertThat(client.send(post, BodyHandlers.discarding()).statusCode())
                        .as("seed %d", seed)
                        .isEqualTo(200);
            }

            await().atMost(Duration.ofMinutes(2))
                    .until(() -> context.getBean(Journal.class).room().unreadEvents() == 0);
            String metrics = management(context, "/actuator/prometheus").body();
            assertThat(metrics)
                    .contains("tocsin_dead_letters_total{stage=\"index\"} 0.0")
                    .contains("tocsin_ingest_accepted_events_total{door=\"otlp-http\"} " + records + ".0");
            assertThat(count(link, "logs-*-tocsin", "_exists_:labels_conflict AND labels.scope.version:\"1.2\""))
                    .as("fields that had to be moved")
                    .isZero();
        }
    }

    private static IngestDoors doors(ConfigurableApplicationContext context) {
        return context.getBean(DoorsLifecycle.class).doors();
    }

    private HttpResponse<String> management(ConfigurableApplicationContext context, String path) throws Exception {
        int port = Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static long count(ElasticLink link, String stream, String query) throws IOException {
        link.call(ElasticRequest.json("POST", "/" + stream + "/_refresh", Map.of(), new byte[0]));
        ElasticAnswer answer = link.call(ElasticRequest.get("/" + stream + "/_count", Map.of("q", query)));
        return answer.isSuccess() ? answer.json().getJsonNumber("count").longValue() : -1;
    }

    private ConfigurableApplicationContext start() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ELASTICSEARCH_URL",
                ElasticsearchForTests.settings().urls().getFirst().toString(),
                "TOCSIN_CONFIG",
                folder.toString(),
                "TOCSIN_DATA",
                folder.resolve("data").toString(),
                "TOCSIN_TCP_PORT",
                "0",
                "TOCSIN_HTTP_PORT",
                "0",
                "TOCSIN_OTLP_GRPC",
                "true",
                "TOCSIN_OTLP_GRPC_PORT",
                "0",
                "TOCSIN_OTLP_HTTP",
                "true"));
        settings.put("TOCSIN_OTLP_HTTP_PORT", "0");
        settings.put("TOCSIN_INGEST_MANAGEMENT_PORT", "0");
        return IngestService.application(settings)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }
}
