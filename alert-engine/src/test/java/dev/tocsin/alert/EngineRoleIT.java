package dev.tocsin.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.SecuredElasticsearch;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole engine with the role {@code tocsin-engine} and nothing else, and secrets that come from files. */
@Timeout(300)
class EngineRoleIT {
    private static final String ROLE = "tocsin-engine";
    private static final String STREAM = "logs-role_engine-tocsin";
    private static final String ANCIENT = "tocsin-history-windows-2020.01.01";
    private static final String EVENT = "{\"@timestamp\":\"2026-01-01T00:00:00Z\",\"message\":\"hello\"}";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path servers;

    @TempDir
    private Path config;

    private static SecuredElasticsearch elasticsearch;
    private static EmbeddedPostgres postgres;
    private static ElasticLink administrator;

    @BeforeAll
    static void start() throws IOException {
        elasticsearch = SecuredElasticsearch.start(servers.resolve("elasticsearch"));
        postgres = EmbeddedPostgres.start(servers.resolve("postgres"), 0, false, line -> {});
        administrator = elasticsearch.link(SecuredElasticsearch.ADMINISTRATOR);
        try (ElasticLink installer = elasticsearch.link("tocsin-installer")) {
            new TemplateInstaller(installer, installer.probe().version()).install();
        }
        assertThat(send(administrator, "POST", "/" + STREAM + "/_doc", EVENT).status())
                .isEqualTo(201);
        assertThat(send(administrator, "POST", "/payroll/_doc", EVENT).status()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        administrator.close();
        postgres.stop();
        elasticsearch.close();
    }

    @Test
    void evaluatesPagesThroughGroupsKeepsItsHistoryAndDeletesWhatIsOld() throws Exception {
        assertThat(send(administrator, "POST", "/" + ANCIENT + "/_doc", EVENT).status())
                .isEqualTo(201);
        Path rules = Files.createDirectories(config.resolve("rules"));
        try (FakeSlack slack = FakeSlack.start(0);
                ConfigurableApplicationContext engine = engine(Map.of(
                        "SLACK_WEBHOOK_URL_FILE",
                        Files.writeString(config.resolve("webhook"), slack.webhook("alerts") + "\n")
                                .toString()))) {
            // given: more groups than a page holds
            Instant at = Instant.now().plusSeconds(10);
            List<Event> events = new ArrayList<>();
            for (int host = 0; host < 1_100; host++) {
                events.add(new Event(at, "\"log\":{\"level\":\"ERROR\"},\"host\":{\"name\":\"h" + host + "\"}"));
            }
            events.add(events.getLast());
            EngineHouse.index(administrator, STREAM, events);
            Files.writeString(rules.resolve("hosts.yml"), """
                    rule: hosts
                    title: A host fails
                    query: {streams: ["logs-*-tocsin"], kql: 'log.level: ERROR'}
                    groupBy: [host.name]
                    maxGroups: 2000
                    condition: {count: hits, threshold: {above: 1}}
                    window: 5s
                    every: 1s
                    delay: 0s
                    noData: ok
                    """);

            await().atMost(Duration.ofSeconds(90))
                    .until(() -> slack.messages().stream()
                            .anyMatch(message -> message.text().contains("A host fails")));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> count("tocsin-history-transitions-*") >= 1 && count("tocsin-history-windows-*") >= 1);
            assertThat(windows(engine, "hosts")).contains("\"groups\":1100");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> send(administrator, "GET", "/" + ANCIENT, "").status() == 404);
            assertThat(management(engine, "/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
            assertThat(management(engine, "/actuator/prometheus").body()).contains("tocsin_history_refused 0.0");
        }
    }

    @Test
    void readsItsSecretsFromFiles() throws IOException {
        try (ConfigurableApplicationContext engine = engine(Map.of(
                "TOCSIN_ENGINE_TOKEN_FILE",
                Files.writeString(config.resolve("token"), "from-a-file\n").toString(),
                "TOCSIN_DB_PASSWORD_FILE",
                postgres.passwordFile().toString()))) {
            assertThat(engine.getBean(EngineSettings.class).token()).isEqualTo("from-a-file");
            assertThat(engine.getEnvironment().getProperty("spring.datasource.password"))
                    .isEqualTo(postgres.password());
        }
    }

    @Test
    void refusesToStartWithoutASecretThatItWasTold() {
        String missing = config.resolve("nowhere").toString();

        assertThatThrownBy(
                        () -> engine(Map.of("TOCSIN_DB_PASSWORD_FILE", missing)).close())
                .isInstanceOf(RefusedToStart.class)
                .hasMessageContaining("TOCSIN_DB_PASSWORD_FILE")
                .hasMessageContaining(missing);
    }

    @Test
    void opensAndClosesPointsInTime() throws IOException {
        try (ElasticLink link = elasticsearch.link(ROLE)) {
            ElasticAnswer opened = send(link, "POST", "/logs-*-tocsin/_pit?keep_alive=1m", "");
            assertThat(opened.status()).isEqualTo(200);

            ElasticAnswer closed =
                    send(link, "DELETE", "/_pit", "{\"id\":\"" + opened.json().getString("id") + "\"}");

            assertThat(closed.status()).isEqualTo(200);
            assertThat(closed.json().getInt("num_freed")).isPositive();
        }
    }

    @Test
    void whatItHasWrittenIsSeenAtOnce() throws IOException {
        try (ElasticLink link = elasticsearch.link(ROLE)) {
            assertThat(send(link, "PUT", "/tocsin-history-windows-2026.01.02/_doc/a", EVENT)
                            .status())
                    .isEqualTo(201);
            assertThat(send(link, "PUT", "/tocsin-history-windows-2026.01.02/_doc/a", EVENT)
                            .status())
                    .isEqualTo(200);

            assertThat(send(link, "POST", "/tocsin-history-windows-*/_refresh", "")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void ofAPatternItSeesWhatItMayReadWithoutBeingTold() throws IOException {
        assertThat(send(administrator, "POST", "/logs-role_engine-elsewhere/_doc?refresh=true", EVENT)
                        .status())
                .isEqualTo(201);
        try (ElasticLink link = elasticsearch.link(ROLE)) {
            ElasticAnswer all = send(link, "GET", "/logs-role_engine-*/_search", "");
            assertThat(all.status()).isEqualTo(200);
            assertThat(new String(all.body(), UTF_8)).doesNotContain("elsewhere");
            assertThat(send(administrator, "GET", "/logs-role_engine-*/_count", "")
                            .json()
                            .getInt("count"))
                    .isGreaterThan(send(link, "GET", "/logs-role_engine-*/_count", "")
                            .json()
                            .getInt("count"));

            assertThat(send(link, "GET", "/logs-role_engine-elsewhere/_search", "")
                            .status())
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /logs-role_engine-tocsin/_doc",
        "POST,   /logs-role_other-tocsin/_doc",
        "POST,   /logs-role_engine-tocsin/_rollover",
        "POST,   /logs-role_engine-tocsin/_refresh",
        "GET,    /payroll/_search",
        "POST,   /payroll/_doc",
        "DELETE, /payroll",
        "PUT,    /an-index",
        "PUT,    /tocsin-history-windows-2026.01.03",
        "PUT,    /_index_template/tocsin-history",
        "DELETE, /_index_template/tocsin-logs",
        "PUT,    /_cluster/settings",
    })
    void isRefused(String method, String path) throws IOException {
        try (ElasticLink link = elasticsearch.link(ROLE)) {
            String body = path.endsWith("_doc")
                    ? EVENT
                    : path.endsWith("_cluster/settings")
                            ? "{\"persistent\":{\"cluster.routing.allocation.enable\":\"all\"}}"
                            : method.equals("PUT") && path.contains("template")
                                    ? "{\"index_patterns\":[\"tocsin-history-*\"]}"
                                    : "";

            assertThat(send(link, method, path, body).status()).isEqualTo(403);
        }
    }

    private ConfigurableApplicationContext engine(Map<String, String> secrets) throws IOException {
        Path password = Files.writeString(config.resolve("password"), elasticsearch.password() + "\n");
        return AlertEngine.application(secrets)
                .run(
                        "--TOCSIN_CONFIG=" + config,
                        "--TOCSIN_DB_URL=" + postgres.jdbcUrl(),
                        "--TOCSIN_DB_USER=" + postgres.user(),
                        "--TOCSIN_DB_PASSWORD=" + postgres.password(),
                        "--TOCSIN_ENGINE_PORT=0",
                        "--TOCSIN_ENGINE_MANAGEMENT_PORT=0",
                        "--ELASTICSEARCH_URL=" + elasticsearch.url(),
                        "--ELASTICSEARCH_USERNAME=" + ROLE,
                        "--ELASTICSEARCH_PASSWORD_FILE=" + password,
                        "--tocsin.engine.look=200ms",
                        "--tocsin.engine.outgoing.allow=127.0.0.1",
                        "--tocsin.engine.lease=2s",
                        "--tocsin.engine.settle=0s");
    }

    private static String windows(ConfigurableApplicationContext engine, String rule) throws Exception {
        String port = engine.getEnvironment().getProperty("local.server.port");
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/rules/" + rule + "/windows");
        HttpResponse<String> answer =
                HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static HttpResponse<String> management(ConfigurableApplicationContext engine, String path)
            throws Exception {
        String port = engine.getEnvironment().getProperty("local.management.port");
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static long count(String indices) throws IOException {
        send(administrator, "POST", "/" + indices + "/_refresh", "");
        ElasticAnswer answer = send(administrator, "GET", "/" + indices + "/_count", "");
        return answer.isSuccess() ? answer.json().getJsonNumber("count").longValue() : -1;
    }

    private static ElasticAnswer send(ElasticLink link, String method, String path, String body) throws IOException {
        Map<String, String> parameters = new HashMap<>();
        String[] parts = path.split("\\?", 2);
        if (parts.length == 2) {
            parameters.put(parts[1].split("=")[0], parts[1].split("=")[1]);
        }
        return link.call(ElasticRequest.json(method, parts[0], parameters, body.getBytes(UTF_8)));
    }
}
