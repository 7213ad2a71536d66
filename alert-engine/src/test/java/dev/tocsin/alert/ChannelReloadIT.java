package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** channels.yml, routes.yml and secrets are edited under a running engine. */
class ChannelReloadIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    @TempDir
    private Path config;

    private final String stream = "logs-itreload" + Long.toHexString(System.nanoTime()) + "-tocsin";

    private void write(String file, String text) throws IOException {
        Path path = config.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static void logs(ElasticLink link, String index, String team, String message) {
        Instant at = Instant.now().plusSeconds(2);
        EngineHouse.index(
                link,
                index,
                List.of(new Event(
                        at,
                        "\"service.name\":\"%s\",\"log.level\":\"ERROR\",\"message\":\"%s\""
                                .formatted(team, message))));
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

    private static void awaitMessage(FakeSlack slack, String channel, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(slack.messages(channel))
                        .anyMatch(message -> message.payload().toString().contains(text)));
    }

    private static void awaitChannels(ConfigurableApplicationContext engine, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(engine, "local.server.port", "/api/v1/channels"))
                        .contains(text));
    }

    private static void awaitNoProblem(ConfigurableApplicationContext engine) {
        awaitChannels(engine, "\"problems\":[]");
    }

    @Test
    void filesAreEditedAndTheEngineFollows() throws Exception {
        write("rules/each.yml", """
                rule: each
                title: An error
                groupBy: [service.name]
                query: {streams: [%s], kql: 'log.level: ERROR'}
                condition: {each: event}
                window: 1s
                every: 1s
                delay: 6s
                noData: ok
                """.formatted(stream));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, 0, false, line -> {});
                ElasticLink link = ElasticsearchForTests.link();
                FakeSlack slack = FakeSlack.start(0)) {
            EngineHouse.createIndex(link, stream);
            slack.limitRate(false);
            String shop = "shop: {slack: {webhook: \"" + slack.webhook("shop") + "\"}}\n";
            write("channels.yml", shop);
            try (ConfigurableApplicationContext engine = new SpringApplicationBuilder(AlertEngine.class)
                    .run(
                            "--TOCSIN_CONFIG=" + config,
                            "--TOCSIN_DB_URL=" + postgres.jdbcUrl(),
                            "--TOCSIN_DB_USER=" + postgres.user(),
                            "--TOCSIN_DB_PASSWORD=" + postgres.password(),
                            "--TOCSIN_ENGINE_PORT=0",
                            "--TOCSIN_ENGINE_MANAGEMENT_PORT=0",
                            "--ELASTICSEARCH_URL="
                                    + ElasticsearchForTests.settings().urls().getFirst(),
                            "--tocsin.engine.look=200ms",
                            "--tocsin.engine.settle=0s",
                            "--tocsin.engine.outgoing.allow=127.0.0.1")) {
                logs(link, stream, "shop", "first");
                awaitMessage(slack, "shop", "first");

                // A channel and a route come.
                write("secrets/ops", slack.webhook("ops").toString());
                write("channels.yml", shop + "ops: {slack: {webhook: \"${file:ops}\"}}\n");
                write("routes.yml", """
                        default: {channel: shop, groupInterval: 0s}
                        routes:
                          - match: {service.name: ops}
                            channel: ops
                        """);
                awaitChannels(engine, "\"name\":\"ops\"");
                awaitNoProblem(engine);
                logs(link, stream, "ops", "second");
                awaitMessage(slack, "ops", "second");

                // Both files break, in one channel: all goes on, and says so.
                write("channels.yml", shop + "ops: {slak: {webhook: \"${file:ops}\"}}\n");
                write("routes.yml", "default: {channel: shop, groupInterval: 0s}\nroutes: [");
                awaitChannels(engine, "slak");
                awaitChannels(engine, "routes.yml");
                assertThat(get(engine, "local.management.port", "/actuator/prometheus"))
                        .contains("tocsin_config_refused{file=\"channels\"} 1.0")
                        .contains("tocsin_config_refused{file=\"routes\"} 1.0");
                assertThat(get(engine, "local.management.port", "/actuator/health/readiness"))
                        .contains("\"status\":\"UP\"", "slak");
                logs(link, stream, "ops", "third");
                awaitMessage(slack, "ops", "third");

                // Only one is mended; a secret moves the channel elsewhere.
                write("secrets/ops", slack.webhook("ops-new").toString());
                write("channels.yml", shop + "ops: {slack: {webhook: \"${file:ops}\"}}\n");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(get(engine, "local.server.port", "/api/v1/channels"))
                                .doesNotContain("slak")
                                .contains("routes.yml"));
                logs(link, stream, "ops", "fourth");
                awaitMessage(slack, "ops-new", "fourth");

                // The route goes.
                write("routes.yml", "default: {channel: shop, groupInterval: 0s}\n");
                awaitNoProblem(engine);
                logs(link, stream, "ops", "fifth");
                awaitMessage(slack, "shop", "fifth");

                assertThat(slack.messages("ops").toString()).doesNotContain("fourth", "fifth");
                assertThat(slack.messages("ops-new").toString()).doesNotContain("fifth");
                for (String word : List.of("first", "second", "third", "fourth", "fifth")) {
                    assertThat(slack.messages().stream()
                                    .filter(message ->
                                            message.payload().toString().contains(word)))
                            .as("once: %s", word)
                            .hasSize(1);
                }
            }
        }
    }
}
