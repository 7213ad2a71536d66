package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.SecuredElasticsearch;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people who write rules run, at home and in CI, with the role {@code tocsin-reader} and nothing else. */
class ReaderRoleIT {
    private static final String RULE = """
            rule: errors
            query: {%s}
            groupBy: [service.name]
            condition: {count: hits, threshold: {warning: {above: 3}}}
            window: 1m
            every: 1m
            """;

    @TempDir
    private static Path servers;

    private static SecuredElasticsearch elasticsearch;

    @TempDir
    private Path config;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws IOException {
        elasticsearch = SecuredElasticsearch.start(servers);
        try (ElasticLink installer = elasticsearch.link("tocsin-installer")) {
            new TemplateInstaller(installer, installer.probe().version()).install();
        }
        try (ElasticLink ingest = elasticsearch.link("tocsin-ingest")) {
            // All in one minute, which is one window.
            Instant first = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(90);
            for (int i = 0; i < 5; i++) {
                String event = """
                        {"@timestamp": "%1$s", "event.ingested": "%1$s", "log.level": "ERROR", "service.name": "shop",
                         "message": "no money %2$d"}
                        """.formatted(first.plusSeconds(i), i);
                assertThat(ingest.call(ElasticRequest.json(
                                        "POST",
                                        "/logs-shop-tocsin/_doc",
                                        Map.of("refresh", "wait_for"),
                                        event.getBytes(StandardCharsets.UTF_8)))
                                .status())
                        .isEqualTo(201);
            }
        }
    }

    @AfterAll
    static void stop() {
        elasticsearch.close();
    }

    @BeforeEach
    void writeRule() throws IOException {
        rule("service: shop, kql: 'log.level: ERROR'");
        Files.writeString(Files.createDirectories(config.resolve("queries")).resolve("errors.yml"), """
                query: errors
                service: shop
                kql: 'log.level: ERROR'
                """);
    }

    private void rule(String query) throws IOException {
        Files.writeString(
                Files.createDirectories(config.resolve("rules")).resolve("errors.yml"), RULE.formatted(query));
    }

    @Test
    void lintKnowsTheFieldsAndTheServices() throws IOException {
        assertThat(run("rules", "lint")).contains("1 rule").doesNotContain("403");

        rule("service: shp, kql: 'log.levl: ERROR'");
        assertThat(run("rules", "lint")).contains("nothing of the service 'shp'", "there is shop");
        rule("service: shop, kql: 'log.levl: ERROR'");
        assertThat(run("rules", "lint")).contains("did you mean 'log.level'?");
    }

    @Test
    void aRuleIsTriedOnThePast() {
        assertThat(run("rules", "test", config.resolve("rules/errors.yml").toString(), "--since", "10m"))
                .contains("service.name=shop", "0 undecided");
    }

    @Test
    void queriesAreRun() {
        assertThat(run("queries", "run", "errors", "--since", "10m")).startsWith("5 events");
    }

    @Test
    void eventsAreShown() {
        assertThat(run("tail", "--service", "shop", "--since", "10m")).contains("no money 0", "no money 4");
    }

    private String run(String... arguments) {
        written.reset();
        Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);
        Map<String, String> environment = Map.of(
                "TOCSIN_CONFIG", config.toString(),
                "TOCSIN_DATA", config.resolve("data").toString(),
                "ELASTICSEARCH_URL", elasticsearch.url().toString(),
                "ELASTICSEARCH_USERNAME", "tocsin-reader",
                "ELASTICSEARCH_PASSWORD", elasticsearch.password());
        int code = Tocsin.commandLine(new Surroundings(new Installation(Path.of("..")), terminal, environment))
                .execute(arguments);
        String text = written.toString(StandardCharsets.UTF_8);
        assertThat(code).as(text).isZero();
        return text;
    }
}
