package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.SettingsRefused;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.SecuredElasticsearch;
import dev.tocsin.ingest.index.CuttingProxy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole service with the role {@code tocsin-ingest} and nothing else, and secrets that come from files. The test of missing
 * templates comes first: a template that a stream uses cannot be removed.
 */
@Timeout(300)
@TestMethodOrder(OrderAnnotation.class)
class IngestRoleIT {
    private static final String ROLE = "tocsin-ingest";
    private static final String TOKEN = "a-token-of-this-test";
    private static final String SETTLED = "tocsin.index.settled.events";
    private static final String EVENT = "{\"@timestamp\":\"2026-01-01T00:00:00Z\",\"message\":\"hello\"}";
    private static final Map<String, String> BODIES = Map.of(
            "_doc", EVENT,
            "_settings", "{\"index.refresh_interval\":\"1s\"}",
            "_mapping", "{\"properties\":{\"mine\":{\"type\":\"long\"}}}",
            "of-my-own", "{\"index_patterns\":[\"mine-*\"]}",
            "settings", "{\"persistent\":{\"cluster.routing.allocation.enable\":\"all\"}}");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path serverFolder;

    @TempDir
    private Path folder;

    private static SecuredElasticsearch server;

    @BeforeAll
    static void start() throws IOException {
        server = SecuredElasticsearch.start(serverFolder);
        try (ElasticLink administrator = server.link(SecuredElasticsearch.ADMINISTRATOR)) {
            assertThat(send(administrator, "POST", "/payroll/_doc", EVENT).status())
                    .isEqualTo(201);
            assertThat(send(administrator, "POST", "/tocsin-history-windows-2026.01.01/_doc", EVENT)
                            .status())
                    .isEqualTo(201);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void installTemplates() throws IOException {
        try (ElasticLink installer = server.link("tocsin-installer")) {
            new TemplateInstaller(installer, installer.probe().version()).install();
        }
    }

    @Test
    @Order(1)
    void seesWhetherTheTemplatesAreThereAndWaitsForThem() throws Exception {
        try (ConfigurableApplicationContext context = start(server.url());
                ElasticLink administrator = server.link(SecuredElasticsearch.ADMINISTRATOR)) {
            assertThat(post(context, "role-gate", 0, 3)).isEqualTo(200);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> context.getBean(IndexingGate.class).waitsFor().contains("./tocsin templates install"));

            installTemplates();

            await().atMost(Duration.ofSeconds(60)).until(() -> count(administrator, "logs-role_gate-tocsin") == 3);
        }
    }

    @Test
    void doublesAndLosesNothingWhenAnswersAreLostAndTheStreamRollsOver() throws Exception {
        installTemplates();
        String stream = "logs-role_lost-tocsin";
        try (ElasticLink administrator = server.link(SecuredElasticsearch.ADMINISTRATOR);
                CuttingProxy proxy = new CuttingProxy(server.url());
                ConfigurableApplicationContext context = start(proxy.url())) {
            assertThat(post(context, "role-lost", 0, 100)).isEqualTo(200);
            await().atMost(Duration.ofSeconds(60)).until(() -> count(administrator, stream) == 100);

            proxy.loseNextAnswer(() -> rollOver(administrator, stream));
            assertThat(post(context, "role-lost", 100, 400)).isEqualTo(200);
            await().atMost(Duration.ofSeconds(120)).until(() -> settled(context) == 400);
            assertThat(post(context, "role-lost", 400, 500)).isEqualTo(200);
            await().atMost(Duration.ofSeconds(60)).until(() -> settled(context) == 500);

            // then: it asked _tasks, _resolve/index and _mget, was let in everywhere, and sent nothing again
            assertThat(count(administrator, stream)).isEqualTo(500);
            assertThat(settled(context, "found_there")).isPositive();
            assertThat(settled(context, "indexed") + settled(context, "found_there"))
                    .isEqualTo(500);
        }
    }

    /** Events that are done with, in whatever way. */
    private static double settled(ConfigurableApplicationContext context) {
        return context.getBean(MeterRegistry.class).get(SETTLED).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static double settled(ConfigurableApplicationContext context, String outcome) {
        return context.getBean(MeterRegistry.class)
                .get(SETTLED)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /logs-role_rights-tocsin/_rollover",
        "PUT,    /logs-role_rights-tocsin/_settings",
        "PUT,    /logs-role_rights-tocsin/_mapping",
        "GET,    /payroll/_search",
        "POST,   /payroll/_doc",
        "GET,    /tocsin-history-windows-2026.01.01/_search",
        "PUT,    /an-index",
        "DELETE, /_index_template/tocsin-logs",
        "PUT,    /_index_template/of-my-own",
        "PUT,    /_cluster/settings",
        "POST,   /_tasks/_cancel",
    })
    void isRefused(String method, String path) throws IOException {
        installTemplates();
        try (ElasticLink link = server.link(ROLE)) {
            assertThat(send(link, "POST", "/logs-role_rights-tocsin/_doc", EVENT)
                            .status())
                    .isEqualTo(201);
            String body = BODIES.getOrDefault(path.substring(path.lastIndexOf('/') + 1), "");

            assertThat(send(link, method, path, body).status()).isEqualTo(403);
        }
    }

    @Test
    void canNeitherChangeNorDeleteAnEvent() throws IOException {
        installTemplates();
        try (ElasticLink link = server.link(ROLE)) {
            var created =
                    send(link, "POST", "/logs-role_rights-tocsin/_doc", EVENT).json();
            String document = "/" + created.getString("_index") + "/_doc/" + created.getString("_id");

            assertThat(send(link, "GET", document, "").status()).isEqualTo(200);
            assertThat(send(link, "DELETE", document, "").status()).isEqualTo(403);
            assertThat(send(link, "DELETE", "/" + created.getString("_index"), "")
                            .status())
                    .isEqualTo(403);
            assertThat(send(link, "PUT", document + "?if_seq_no=0&if_primary_term=1", EVENT)
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void aSecretFileThatIsMissingIsToldInOneSentence() {
        Map<String, String> settings = settings(server.url());
        settings.put("TOCSIN_TOKEN_FILE", folder.resolve("nowhere").toString());

        assertThatThrownBy(() -> run(settings).close()).satisfies(failure -> {
            assertThat(failure).hasStackTraceContaining(SettingsRefused.class.getName());
            FailureAnalysis analysis = Objects.requireNonNull(new StartFailure().analyze(failure));
            assertThat(analysis.getDescription()).contains("TOCSIN_TOKEN_FILE").contains("nowhere");
        });
    }

    private ConfigurableApplicationContext start(URI elasticsearch) {
        return run(settings(elasticsearch));
    }

    private Map<String, String> settings(URI elasticsearch) {
        try {
            Map<String, String> settings = new HashMap<>();
            settings.put("ELASTICSEARCH_URL", elasticsearch.toString());
            settings.put("ELASTICSEARCH_USERNAME", ROLE);
            settings.put(
                    "ELASTICSEARCH_PASSWORD_FILE",
                    Files.writeString(folder.resolve("password"), server.password() + "\n")
                            .toString());
            settings.put(
                    "TOCSIN_TOKEN_FILE",
                    Files.writeString(folder.resolve("token"), TOKEN + "\n").toString());
            settings.put("TOCSIN_CONFIG", folder.toString());
            settings.put("TOCSIN_DATA", folder.resolve("data").toString());
            settings.put("TOCSIN_TCP_PORT", "0");
            settings.put("TOCSIN_HTTP_PORT", "0");
            settings.put("TOCSIN_INGEST_MANAGEMENT_PORT", "0");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConfigurableApplicationContext run(Map<String, String> settings) {
        return IngestService.application(settings)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    private static int post(ConfigurableApplicationContext context, String service, int from, int to) throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = from; i < to; i++) {
            body.append("{\"service.name\":\"%s\",\"message\":\"hello %d\",\"n\":%d}\n".formatted(service, i, i));
        }
        int port = context.getBean(DoorsLifecycle.class).doors().port("http").orElseThrow();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/events"))
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body.toString()));
        assertThat(CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode())
                .as("without the token of TOCSIN_TOKEN_FILE")
                .isEqualTo(401);
        request.header("Authorization", "Bearer " + TOKEN);
        return CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static void rollOver(ElasticLink link, String stream) {
        try {
            assertThat(send(link, "POST", "/" + stream + "/_rollover", "").status())
                    .isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(ElasticLink link, String stream) throws IOException {
        send(link, "POST", "/" + stream + "/_refresh", "");
        ElasticAnswer answer = send(link, "GET", "/" + stream + "/_count", "");
        return answer.isSuccess() ? answer.json().getJsonNumber("count").longValue() : -1;
    }

    private static ElasticAnswer send(ElasticLink link, String method, String path, String body) throws IOException {
        Map<String, String> parameters = new HashMap<>();
        String[] parts = path.split("\\?", 2);
        for (String parameter : parts.length == 1 ? new String[0] : parts[1].split("&")) {
            parameters.put(parameter.split("=")[0], parameter.split("=")[1]);
        }
        return link.call(ElasticRequest.json(method, parts[0], parameters, body.getBytes(UTF_8)));
    }
}
