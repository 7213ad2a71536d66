package dev.tocsin.alert.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.AlertEngine;
import dev.tocsin.alert.notify.slack.SlackActions;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.fakeslack.ChatMessage;
import dev.tocsin.fakeslack.Click;
import dev.tocsin.fakeslack.FakeSlack;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** A bot's channel in a running engine: from a rule that fires to a button that is pressed. */
final class SlackDoorIT {
    private static final String INDEX =
            "logs-slack." + UUID.randomUUID().toString().substring(0, 8) + "-tocsin";
    private static final List<String> DONE = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static FakeSlack slack;
    private static ConfigurableApplicationContext engine;
    private static URI base;

    /** In place of the engine's own. */
    @Configuration(proxyBeanMethods = false)
    static class Buttons {
        @Bean
        @Primary
        SlackActions recordedActions() {
            return new SlackActions() {
                @Override
                public String acknowledge(String lifeId, String user) {
                    DONE.add("acknowledge " + lifeId + " " + user);
                    return "done";
                }

                @Override
                public String silence(String lifeId, Duration length, String user) {
                    DONE.add("silence " + lifeId + " " + user);
                    return "done";
                }

                @Override
                public String why(String lifeId, String user) {
                    DONE.add("why " + lifeId + " " + user);
                    return "because";
                }
            };
        }
    }

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0, false, line -> {});
        slack = FakeSlack.start(0);
        Files.writeString(Files.createDirectories(folder.resolve("rules")).resolve("noisy.yml"), """
                rule: noisy
                title: Something is noisy
                query: {streams: ["%s"], kql: 'log.level: ERROR'}
                condition: {count: hits, threshold: {critical: {above: 3}}}
                window: 1h
                every: 10s
                """.formatted(INDEX));
        Files.writeString(folder.resolve("channels.yml"), """
                shop:
                  slack:
                    token: %s
                    channel: %s
                    api: "%s"
                    appToken: %s
                    signingSecret: %s
                    allow: {users: {U0KIM: kim}}
                """.formatted(
                FakeSlack.BOT_TOKEN, FakeSlack.ALERTS, slack.api(), FakeSlack.APP_TOKEN, FakeSlack.SIGNING_SECRET));
        writeLogs();
        engine = new SpringApplication(AlertEngine.class, Buttons.class)
                .run(
                        "--spring.datasource.url=" + postgres.jdbcUrl(),
                        "--spring.datasource.username=" + postgres.user(),
                        "--spring.datasource.password=" + postgres.password(),
                        "--ELASTICSEARCH_URL="
                                + ElasticsearchForTests.settings().urls().getFirst(),
                        "--tocsin.engine.outgoing.allow=127.0.0.1",
                        "--tocsin.engine.config=" + folder,
                        "--tocsin.engine.delay=0s",
                        "--tocsin.engine.token=let-me-write",
                        "--server.port=0",
                        "--management.server.port=0",
                        "--management.server.address=127.0.0.1");
        base = URI.create("http://127.0.0.1:" + engine.getEnvironment().getProperty("local.server.port", ""));
    }

    @AfterAll
    static void stop() throws IOException {
        engine.close();
        slack.close();
        postgres.close();
        try (ElasticLink link = ElasticsearchForTests.link()) {
            link.call("DELETE", "/" + INDEX, Map.of("ignore_unavailable", "true"), null);
        }
    }

    private static void writeLogs() throws IOException {
        StringBuilder bulk = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            bulk.append("{\"create\":{}}\n")
                    .append(Json.createObjectBuilder()
                            .add("@timestamp", Instant.now().minusSeconds(60).toString())
                            .add("message", "boom " + i)
                            .add("log.level", "ERROR")
                            .build())
                    .append('\n');
        }
        JsonObject keyword = Json.createObjectBuilder().add("type", "keyword").build();
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
                                                .add("log.level", keyword)))
                .build();
        byte[] body = bulk.toString().getBytes(StandardCharsets.UTF_8);
        try (ElasticLink link = ElasticsearchForTests.link()) {
            link.call("PUT", "/" + INDEX, Map.of(), mapping);
            var answer = link.call(new ElasticRequest(
                    "POST",
                    "/" + INDEX + "/_bulk",
                    Map.of("refresh", "true"),
                    Map.of(),
                    body,
                    body.length,
                    ElasticRequest.NDJSON,
                    Duration.ofSeconds(30)));
            assertThat(answer.json().getBoolean("errors")).isFalse();
        }
    }

    @Test
    void postsOneMessageWithButtonsWhenARuleFires() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(slack.conversation(FakeSlack.ALERTS)).isNotEmpty());

        assertThat(slack.conversation(FakeSlack.ALERTS)).hasSize(1);
        ChatMessage card = slack.conversation(FakeSlack.ALERTS).getFirst();
        assertThat(card.text()).startsWith("🔴 CRITICAL — Something is noisy");
        assertThat(card.blocks().toString()).contains("Acknowledge", "Silence 1 h", "boom");
    }

    @Test
    void takesWhatSlackHasSignedWithoutAToken() throws Exception {
        FakeSlack.SignedRequest request = slack.signed(click("acknowledge", "2.1"));

        assertThat(post(request, request.body())).isEqualTo(200);

        await().untilAsserted(() -> assertThat(DONE).contains("acknowledge life-1 kim"));
    }

    @Test
    void takesNothingElseWithoutAToken() throws Exception {
        FakeSlack.SignedRequest request = slack.signed(click("silence-1h", "2.2"));
        byte[] changed = request.body().clone();
        changed[10]++;

        assertThat(post(request, changed)).isEqualTo(401);
        assertThat(send(HttpRequest.newBuilder(base.resolve("/api/v1/slack/interactions/"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()))))
                .isEqualTo(401);
        assertThat(send(HttpRequest.newBuilder(base.resolve("/api/v1/rules/noisy/pause"))
                        .header("X-Slack-Request-Timestamp", request.timestamp())
                        .header("X-Slack-Signature", request.signature())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()))))
                .isEqualTo(401);
        assertThat(DONE).noneMatch(done -> done.startsWith("silence"));
    }

    @Test
    void listensBySocketToo() throws Exception {
        await().untilAsserted(() -> assertThat(slack.sockets()).isEqualTo(1));

        slack.click(click("why", "2.3")).get(3, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(DONE).contains("why life-1 kim"));
    }

    private static Click click(String button, String actionTs) {
        return new Click("U0KIM", "kim", FakeSlack.TEAM, FakeSlack.ALERTS, "1.000001", button, "life-1", actionTs);
    }

    private static int post(FakeSlack.SignedRequest request, byte[] body) throws Exception {
        return send(HttpRequest.newBuilder(base.resolve("/api/v1/slack/interactions"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Slack-Request-Timestamp", request.timestamp())
                .header("X-Slack-Signature", request.signature())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static int send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            ApiDocument.committed().describes(answer);
            return answer.statusCode();
        }
    }
}
