package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.alert.heartbeat.HeartbeatParts;
import dev.tocsin.alert.heartbeat.HeartbeatParts.Standing;
import dev.tocsin.alert.heartbeat.Stage;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A synthetic event goes through door, Elasticsearch, rule and outbox; then each of them is broken. */
class HeartbeatIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String INDEX = "logs-tocsin.heartbeat-tocsin";
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

    @TempDir
    private Path data;

    @TempDir
    private Path config;

    private final AtomicInteger calls = new AtomicInteger();
    private volatile int doorStatus = 200;
    private volatile boolean isIndexing = true;

    /** What the ingest service does, as far as a beat can see: takes it, and it is in Elasticsearch. */
    private HttpServer door(ElasticLink link) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/events", exchange -> {
            String line = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (doorStatus == 200 && isIndexing) {
                EngineHouse.call(link, "POST", "/" + INDEX + "/_doc?refresh=true", line);
            }
            exchange.sendResponseHeaders(doorStatus, -1);
            exchange.close();
        });
        server.createContext("/outside", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static Standing standing(ConfigurableApplicationContext engine) {
        return engine.getBean(HeartbeatParts.class).standing();
    }

    private static void awaitProof(ConfigurableApplicationContext engine) {
        long before = standing(engine).beat();
        await().atMost(TWO_MINUTES)
                .untilAsserted(() -> assertThat(standing(engine))
                        .satisfies(now -> assertThat(now.beat()).isGreaterThan(before))
                        .satisfies(now -> assertThat(now.stalled()).isNull())
                        .satisfies(now -> assertThat(now.ageSeconds()).isLessThan(10)));
    }

    private static void awaitStall(ConfigurableApplicationContext engine, Stage stage, String reason) {
        await().atMost(TWO_MINUTES)
                .untilAsserted(() -> assertThat(standing(engine))
                        .satisfies(now -> assertThat(now.stalled()).isEqualTo(stage))
                        .satisfies(now -> assertThat(now.reason()).contains(reason)));
    }

    private static String get(ConfigurableApplicationContext engine, String port, String path)
            throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + engine.getEnvironment().getProperty(port) + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void comesThroughAndNamesTheStageThatStopsIt() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, 0, false, line -> {});
                ElasticLink link = ElasticsearchForTests.link();
                FaultyElasticsearch elasticsearch = new FaultyElasticsearch(
                        ElasticsearchForTests.settings().urls().getFirst())) {
            EngineHouse.call(link, "PUT", "/" + INDEX, """
                    {"settings": {"number_of_replicas": 0}, "mappings": {"properties": {
                      "@timestamp": {"type": "date"}, "message": {"type": "text"},
                      "labels": {"type": "object", "subobjects": false, "properties": {"heartbeat": {"type": "keyword"}}}}}}""");
            HttpServer door = door(link);
            URI doorAddress = URI.create("http://127.0.0.1:" + door.getAddress().getPort());
            try (ConfigurableApplicationContext engine = new SpringApplicationBuilder(AlertEngine.class)
                    .run(
                            "--TOCSIN_CONFIG=" + config,
                            "--TOCSIN_DB_URL=" + postgres.jdbcUrl(),
                            "--TOCSIN_DB_USER=" + postgres.user(),
                            "--TOCSIN_DB_PASSWORD=" + postgres.password(),
                            "--TOCSIN_ENGINE_PORT=0",
                            "--TOCSIN_ENGINE_MANAGEMENT_PORT=0",
                            "--TOCSIN_HEARTBEAT_INGEST=" + doorAddress,
                            "--TOCSIN_HEARTBEAT_URL=" + doorAddress.resolve("/outside"),
                            "--ELASTICSEARCH_URL=" + elasticsearch.url(),
                            "--tocsin.engine.heartbeat.every=15s",
                            "--tocsin.engine.delay=3s",
                            "--tocsin.engine.look=200ms",
                            "--tocsin.engine.settle=0s",
                            "--tocsin.engine.outgoing.allow=127.0.0.1")) {
                JdbcClient jdbc = engine.getBean(JdbcClient.class);

                // All is well.
                awaitProof(engine);
                await().until(() -> calls.get() > 0);
                assertThat(standing(engine).tookSeconds()).isBetween(1.0, 14.0);
                assertThat(get(engine, "local.server.port", "/api/v1/heartbeat"))
                        .contains("\"proven\":true", "\"stalled\":null");
                assertThat(get(engine, "local.management.port", "/actuator/prometheus"))
                        .contains("tocsin_heartbeat_stalled{stage=\"told\"} 0.0")
                        .containsPattern("tocsin_heartbeat_end_to_end_seconds \\d");
                assertThat(get(engine, "local.server.port", "/api/v1/rules")).doesNotContain("heartbeat");
                assertThat(get(engine, "local.server.port", "/api/v1/channels")).doesNotContain("heartbeat");
                assertThat(get(engine, "local.server.port", "/api/v1/notifications"))
                        .doesNotContain("heartbeat");

                // A forged event proves nothing.
                doorStatus = 503;
                EngineHouse.call(link, "POST", "/" + INDEX + "/_doc?refresh=true", """
                        {"@timestamp": "%s", "labels": {"heartbeat": "99.1.00000000000000000000000000000000"}}""".formatted(Instant.now()));
                awaitStall(engine, Stage.SENT, "503");
                assertThat(get(engine, "local.server.port", "/api/v1/status")).contains("the heartbeat stalls");
                assertThat(get(engine, "local.management.port", "/actuator/health/readiness"))
                        .doesNotContain("heartbeat")
                        .contains("\"status\":\"UP\"");
                int before = calls.get();

                // The ingest service takes it and it does not come to Elasticsearch.
                doorStatus = 200;
                isIndexing = false;
                awaitStall(engine, Stage.SEARCHABLE, "Elasticsearch does not find it");
                assertThat(calls.get()).isEqualTo(before);

                isIndexing = true;
                awaitProof(engine);

                // Elasticsearch refuses.
                elasticsearch.answerWith(503);
                awaitStall(engine, Stage.SEARCHABLE, "Elasticsearch answers 503");
                elasticsearch.healthy();
                awaitProof(engine);

                // Its rule is not evaluated.
                jdbc.sql("insert into rule_pause (rule, since, by_whom, comment)"
                                + " values ('.heartbeat', clock_timestamp(), 'a test', '')")
                        .update();
                awaitStall(engine, Stage.JUDGED, "its window was not evaluated");
                jdbc.sql("delete from rule_pause").update();
                awaitProof(engine);

                // Another engine has its channel and hangs.
                jdbc.sql("update delivery_lane set owner = 'other', expires_at = clock_timestamp() + interval '1 hour'"
                                + " where channel = '.heartbeat'")
                        .update();
                awaitStall(engine, Stage.TOLD, "it is waiting");
                jdbc.sql("update delivery_lane set expires_at = '-infinity'").update();
                awaitProof(engine);
                assertThat(get(engine, "local.server.port", "/api/v1/status")).doesNotContain("the heartbeat stalls");
            } finally {
                door.stop(0);
                EngineHouse.call(link, "DELETE", "/" + INDEX, "");
            }
        }
    }
}
