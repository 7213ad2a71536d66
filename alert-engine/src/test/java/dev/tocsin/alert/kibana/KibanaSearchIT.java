package dev.tocsin.alert.kibana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.AlertEngine;
import dev.tocsin.alert.kibana.KibanaForTests.Mood;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A rule on a search that is saved in Kibana, on real servers but for Kibana. */
final class KibanaSearchIT {
    private static final String INDEX =
            "logs-kibana." + UUID.randomUUID().toString().substring(0, 8) + "-tocsin";

    @TempDir
    Path folder;

    private final KibanaForTests kibana = new KibanaForTests();
    private final HttpClient http = HttpClient.newHttpClient();
    private EmbeddedPostgres postgres;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0, false, line -> {});
        kibana.has("top-level", "tabs-only");
        kibana.replace("logs-shop-tocsin,logs-cart-tocsin", INDEX);
        kibana.replace("event.ingested", "@timestamp");
        Files.writeString(folder.resolve("kibana-key"), KibanaForTests.KEY + "\n");
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("a.yml"), """
                rule: from-kibana
                query: {kibana: Errors of the shop}
                condition: {count: hits, threshold: {above: 3}}
                window: 1h
                every: 5s
                """);
        try (ElasticLink link = ElasticsearchForTests.link()) {
            JsonObject keyword =
                    Json.createObjectBuilder().add("type", "keyword").build();
            JsonObject mapping = Json.createObjectBuilder()
                    .add(
                            "mappings",
                            Json.createObjectBuilder()
                                    .add(
                                            "properties",
                                            Json.createObjectBuilder()
                                                    .add(
                                                            "@timestamp",
                                                            Json.createObjectBuilder()
                                                                    .add("type", "date"))
                                                    .add("log.level", keyword)
                                                    .add("service.name", keyword)
                                                    .add("host.name", keyword)))
                    .build();
            link.call("PUT", "/" + INDEX, Map.of(), mapping);
            StringBuilder bulk = new StringBuilder();
            add(bulk, 4, "ERROR", "checkout", "host-1");
            add(bulk, 8, "ERROR", "checkout", "test-1");
            add(bulk, 16, "ERROR", "cart", "host-1");
            add(bulk, 32, "INFO", "checkout", "host-1");
            byte[] body = bulk.toString().getBytes(StandardCharsets.UTF_8);
            assertThat(link.call(new ElasticRequest(
                                    "POST",
                                    "/" + INDEX + "/_bulk",
                                    Map.of("refresh", "true"),
                                    Map.of(),
                                    body,
                                    body.length,
                                    ElasticRequest.NDJSON,
                                    Duration.ofSeconds(30)))
                            .json()
                            .getBoolean("errors"))
                    .isFalse();
        }
    }

    private static void add(StringBuilder bulk, int count, String level, String service, String host) {
        for (int i = 0; i < count; i++) {
            bulk.append("{\"create\":{}}\n")
                    .append(
                            "{\"@timestamp\":\"%s\",\"log.level\":\"%s\",\"service.name\":\"%s\",\"host.name\":\"%s\"}\n"
                                    .formatted(Instant.now().minusSeconds(60), level, service, host));
        }
    }

    @AfterEach
    void stop() throws IOException {
        postgres.close();
        kibana.close();
        try (ElasticLink link = ElasticsearchForTests.link()) {
            link.call("DELETE", "/" + INDEX, Map.of("ignore_unavailable", "true"), null);
        }
    }

    private ConfigurableApplicationContext engine() {
        return new SpringApplication(AlertEngine.class)
                .run(
                        "--spring.datasource.url=" + postgres.jdbcUrl(),
                        "--spring.datasource.username=" + postgres.user(),
                        "--spring.datasource.password=" + postgres.password(),
                        "--ELASTICSEARCH_URL="
                                + ElasticsearchForTests.settings().urls().getFirst(),
                        "--KIBANA_URL=https://kibana.example.com",
                        "--TOCSIN_KIBANA_FETCH_URL=" + kibana.url(),
                        "--KIBANA_API_KEY_FILE=" + folder.resolve("kibana-key"),
                        "--tocsin.engine.config=" + folder,
                        "--tocsin.engine.delay=0s",
                        "--tocsin.engine.look=1s",
                        "--tocsin.engine.settle=0s",
                        "--server.port=0",
                        "--management.server.port=0",
                        "--management.server.address=127.0.0.1");
    }

    private JsonObject get(ConfigurableApplicationContext engine, String path) {
        URI address = URI.create(
                "http://127.0.0.1:" + engine.getEnvironment().getProperty("local.server.port") + "/api/v1/" + path);
        try {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            return Json.createReader(new StringReader(answer.body())).readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void countsWhatDiscoverShowsAndGoesOnWithoutKibana() {
        String version;
        try (ConfigurableApplicationContext engine = engine()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(
                                    get(engine, "alerts").getJsonArray("alerts").toString())
                            .contains("\"rule\":\"from-kibana\"")
                            .contains("\"value\":4.0"));
            JsonObject rule = get(engine, "rules/from-kibana");
            version = rule.getJsonObject("rule").getString("version");
            assertThat(rule.getString("queryFrom")).isEqualTo("Kibana's search:s-a (" + kibana.url() + ")");
            assertThat(get(engine, "queries")
                            .getJsonArray("kibana")
                            .getFirst()
                            .asJsonObject()
                            .getJsonArray("usedBy"))
                    .hasToString("[\"from-kibana\"]");
            assertThat(get(engine, "status").toString()).doesNotContain("Kibana at");
        }
        kibana.is(Mood.BROKEN);
        try (ConfigurableApplicationContext engine = engine()) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(get(engine, "status").getJsonArray("attention").toString())
                        .contains("Kibana at " + kibana.url() + " does not answer: it answers 500")
                        .contains("rules go on with what it said at");
                JsonObject rule = get(engine, "rules/from-kibana");
                assertThat(rule.getJsonArray("problems").toString()).contains("rules go on with what it said at");
                assertThat(rule.getJsonObject("rule").getString("version")).isEqualTo(version);
                assertThat(rule.getJsonObject("rule").getBoolean("broken")).isFalse();
            });
            assertThat(get(engine, "status").getJsonObject("rules").getInt("enabled"))
                    .isEqualTo(1);
        }
    }
}
