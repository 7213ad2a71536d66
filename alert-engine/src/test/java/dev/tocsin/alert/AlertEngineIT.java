package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.elastic.testing.MetricsTable;
import dev.tocsin.fakeslack.FakeSlack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The engine as it is started: Spring, Quartz, files, servers, Slack. */
class AlertEngineIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static EmbeddedPostgres postgres;

    @TempDir
    private static Path data;

    @TempDir
    private Path config;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start(data, 0, false, line -> {});
    }

    @AfterAll
    static void stop() {
        postgres.stop();
    }

    private ConfigurableApplicationContext engine(Map<String, String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--TOCSIN_CONFIG=" + config,
                "--TOCSIN_DB_URL=" + postgres.jdbcUrl(),
                "--TOCSIN_DB_USER=" + postgres.user(),
                "--TOCSIN_DB_PASSWORD=" + postgres.password(),
                "--TOCSIN_ENGINE_PORT=0",
                "--TOCSIN_ENGINE_MANAGEMENT_PORT=0",
                "--tocsin.engine.look=200ms",
                "--tocsin.engine.outgoing.allow=127.0.0.1",
                "--tocsin.engine.lease=2s",
                "--tocsin.engine.settle=0s"));
        more.forEach((key, value) -> arguments.add("--" + key + "=" + value));
        return new SpringApplicationBuilder(AlertEngine.class).run(arguments.toArray(String[]::new));
    }

    private static HttpResponse<String> management(ConfigurableApplicationContext engine, String path)
            throws IOException, InterruptedException {
        String port = engine.getEnvironment().getProperty("local.management.port");
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void fromAFileToSlack() throws Exception {
        String stream = "logs-itengine" + Long.toHexString(System.nanoTime()) + "-tocsin";
        Path rules = Files.createDirectories(config.resolve("rules"));
        Files.writeString(rules.resolve("broken.yml"), "rule: [\n");
        try (ElasticLink link = ElasticsearchForTests.link();
                FakeSlack slack = FakeSlack.start(0);
                ConfigurableApplicationContext engine = engine(Map.of(
                        "ELASTICSEARCH_URL",
                        ElasticsearchForTests.settings().urls().getFirst().toString(),
                        "SLACK_WEBHOOK_URL",
                        slack.webhook("alerts").toString(),
                        "KIBANA_URL",
                        "http://127.0.0.1:5601"))) {
            EngineHouse.createIndex(link, stream);
            assertThat(management(engine, "/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
            EngineHouse.index(
                    link,
                    stream,
                    List.of(
                            Event.of(Instant.now().plusSeconds(3), "ERROR"),
                            Event.of(Instant.now().plusSeconds(3), "ERROR")));

            Files.writeString(rules.resolve("errors.yml"), """
                    rule: errors
                    title: Something is wrong
                    query: {streams: [%s], kql: 'log.level: ERROR'}
                    condition: {count: hits, threshold: {above: 1}}
                    window: 5s
                    every: 1s
                    delay: 0s
                    noData: ok
                    """.formatted(stream));

            await().atMost(Duration.ofSeconds(60)).until(() -> slack.messages().size() >= 2);
            assertThat(slack.messages().get(0).text()).contains("Something is wrong");
            assertThat(slack.refusals()).isEmpty();
            assertThat(management(engine, "/actuator/prometheus").body())
                    .contains("tocsin_engine_windows_total{result=\"evaluated\"}")
                    .contains("tocsin_engine_transitions_total{kind=\"fired\"} 1.0")
                    .contains("tocsin_engine_cursor_lag_seconds")
                    .contains("tocsin_notifications_total{channel=\"slack\",outcome=\"sent\"} 2.0")
                    .contains("tocsin_engine_leases_held 64.0");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(MetricsTable.ofScrape(
                                    management(engine, "/actuator/prometheus").body()))
                            .isEqualTo(MetricsTable.ofSection("alert-engine")));
            assertThat(management(engine, "/actuator/health/readiness").body()).contains("broken.yml");
        }
    }

    @Test
    void startsWhileElasticsearchIsDownAndSaysWhyItIsNotReady() throws Exception {
        try (ConfigurableApplicationContext engine = engine(Map.of("ELASTICSEARCH_URL", "http://127.0.0.1:1"))) {
            HttpResponse<String> readiness = management(engine, "/actuator/health/readiness");

            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body()).contains("127.0.0.1:1").contains("Connection refused");
            assertThat(management(engine, "/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void listensBeyondThisMachineOnlyWithAToken() {
        assertThatThrownBy(
                        () -> engine(Map.of("TOCSIN_ENGINE_ADDRESS", "0.0.0.0")).close())
                .rootCause()
                .hasMessageContainingAll(
                        "will not listen on 0.0.0.0 without a token", "TOCSIN_ENGINE_TOKEN", "TOCSIN_ENGINE_ADDRESS");
    }

    @Test
    void aKeyThatIsUnknownRefusesToStartAndIsNamed() throws IOException {
        Files.writeString(config.resolve("engine.yml"), "tocsin:\n  engine:\n    dely: 3s\n");

        assertThatThrownBy(() -> engine(Map.of()).close()).rootCause().hasMessageContaining("tocsin.engine.dely");
    }
}
