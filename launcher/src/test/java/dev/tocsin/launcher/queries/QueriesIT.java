package dev.tocsin.launcher.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.rule.QueryLanguage;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the commands find on a real Elasticsearch. */
class QueriesIT {
    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final String stream = "logs-shop_" + id + "-tocsin";

    @TempDir
    Path config;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private ElasticLink link;
    private Desk desk;
    private int number;

    @BeforeEach
    void open() throws IOException {
        link = ElasticsearchForTests.link();
        desk = new Desk(
                new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false),
                Map.of(
                        "ELASTICSEARCH_URL",
                        ElasticsearchForTests.settings().urls().getFirst().toString()),
                config,
                config,
                InstantSource.system());
        // As in production: the first event makes the data stream, by our templates.
        new TemplateInstaller(link, link.probe().version()).install();
        Path queries = Files.createDirectories(config.resolve("queries"));
        Files.writeString(queries.resolve("errors.yml"), """
                query: errors
                title: Errors of the shop
                service: shop-%s
                kql: 'log.level: ERROR'
                """.formatted(id));
        Path rules = Files.createDirectories(config.resolve("rules"));
        Files.writeString(rules.resolve("a.yml"), """
                rule: shop-fails
                query: {saved: errors}
                condition: each
                window: 1m
                every: 1m
                """);
    }

    @AfterEach
    void close() throws IOException {
        link.close();
    }

    private void index(int count, String level, Instant arrived) throws IOException {
        StringBuilder bulk = new StringBuilder();
        for (int i = 0; i < count; i++) {
            bulk.append("{\"create\":{}}\n")
                    .append(Json.createObjectBuilder()
                            .add(
                                    "@timestamp",
                                    arrived.minusSeconds(1).minusMillis(i).toString())
                            .add("event.ingested", arrived.toString())
                            .add("message", "event " + number++ + " \u001b[31mred")
                            .add("log.level", level)
                            .add("service.name", "shop-" + id)
                            .add("error.type", "java.lang.IllegalStateException")
                            .add("error.stack_trace", "java.lang.IllegalStateException: no\n\tat a.b.C")
                            .build())
                    .append('\n');
        }
        byte[] body = bulk.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(link.call(new ElasticRequest(
                                "POST",
                                "/" + stream + "/_bulk",
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

    private String run(String... arguments) {
        written.reset();
        int code = new CommandLine(new QueriesCommand(desk)).execute(arguments);
        assertThat(code).isZero();
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void listsShowsAndRuns() throws IOException {
        index(7, "ERROR", Instant.now().minusSeconds(90));
        index(5, "INFO", Instant.now().minusSeconds(90));

        assertThat(run("list"))
                .contains("errors")
                .contains("kql")
                .contains("queries/errors.yml")
                .contains("shop-fails");
        assertThat(run("show", "errors"))
                .contains("Errors of the shop")
                .contains("log.level: ERROR")
                .contains("\"log.level\": \"ERROR\"")
                .contains("shop-" + id);
        assertThat(run("run", "errors", "--field", "error.type"))
                .startsWith("7 events since ")
                .contains("|")
                .contains("shop-" + id + "  7")
                .contains("ERROR  7")
                .contains("error.type")
                .contains(".[31mred")
                .contains("java.lang.IllegalStateException: no")
                .doesNotContain("\u001b")
                .doesNotContain("INFO");
        assertThat(run("run", "--service", "shop-" + id, "--kql", "log.level: *", "--since", "5m"))
                .startsWith("12 events");
        assertThat(run("run", "--kql", "log.level: NONE-" + id)).startsWith("0 events");
    }

    @Test
    void aQueryThatIsNotThereIsToldWithWhatThereIs() {
        QueryShelf shelf = QueryShelf.read(desk);

        assertThatThrownBy(() -> shelf.find("erors"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("there is no saved query 'erors'")
                .hasMessageContaining("did you mean 'errors'?");
    }

    @Test
    void followsWithoutSkippingOrDoubling() throws IOException {
        Instant now = Instant.now();
        index(12, "INFO", now);
        RuleQuery query = RuleQuery.ofStreams(List.of(stream), QueryLanguage.KQL, "");
        Tail tail = new Tail(new Question(link, query), now.minusSeconds(5), 5);
        List<String> seen = new ArrayList<>();

        assertThat(tail.read(hit -> seen.add(Question.first(hit, "message")))).isEqualTo(12);
        assertThat(tail.read(hit -> seen.add(Question.first(hit, "message")))).isZero();
        // Found later, though it was stamped earlier: its index was refreshed later.
        index(3, "INFO", now.minusSeconds(2));
        index(9, "INFO", now.plusSeconds(1));
        assertThat(tail.read(hit -> seen.add(Question.first(hit, "message")))).isEqualTo(12);
        assertThat(tail.read(hit -> seen.add(Question.first(hit, "message")))).isZero();

        assertThat(seen).hasSize(24).doesNotHaveDuplicates();
        assertThat(seen.subList(0, 12))
                .as("what arrived together is in the order in which it happened, here that of falling numbers")
                .isSortedAccordingTo(Comparator.<String>comparingInt(message -> Integer.parseInt(message.split(" ")[1]))
                        .reversed());
    }

    @Test
    void tailSaysWhereItLookedAndWhatToCheck() throws Exception {
        index(1, "INFO", Instant.now().minusSeconds(90));
        TailCommand tail = new TailCommand(desk);
        tail.search.service = "shop-" + id;
        tail.since = Duration.ofSeconds(1);

        assertThat(tail.call()).isZero();
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("No event of the service shop-" + id)
                .contains("logs-shop_" + id + "-tocsin*")
                .contains("./tocsin status");
    }

    @Test
    void aServiceOfWhichNothingArrivedIsToldWithThoseThatThereAre() throws Exception {
        index(1, "INFO", Instant.now().minusSeconds(90));
        TailCommand tail = new TailCommand(desk);
        tail.search.service = "shpo-" + id;
        String told = "Nothing of the service 'shpo-" + id + "' has arrived yet; there is shop-" + id;

        assertThat(tail.call()).isZero();
        assertThat(written.toString(StandardCharsets.UTF_8)).contains(told).doesNotContain("./tocsin status");

        assertThat(run("run", "--service", "shpo-" + id)).startsWith("0 events").contains(told);
        assertThat(run("run", "--service", "shop-" + id, "--kql", "log.level: NONE"))
                .doesNotContain("has arrived");
    }
}
