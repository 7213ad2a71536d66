package dev.tocsin.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.bench.EngineProcess;
import dev.tocsin.bench.IngestProcess;
import dev.tocsin.bench.Jars;
import dev.tocsin.bench.peers.Dashboard.LabelValues;
import dev.tocsin.bench.peers.Dashboard.Question;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.fakeslack.FakeSlack;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real Prometheus, with our example configuration, on both services as processes: it takes every scrape, and each query
 * of the dashboards and each rule of {@code grafana/alerts.yml} has data. Run by {@code ./mvnw -Ppeers verify}.
 */
@Timeout(600)
class PrometheusPeerIT {
    private static final Path GRAFANA = Jars.home().resolve("grafana");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String USER = "a\"b\\c\nd";

    /** The disk of the machine that runs the test may well be full. */
    private static final Set<String> MAY_BE_TRUE = Set.of("TocsinDiskFilling");

    /**
     * The services of this test have no certificate, no syslog door and no sender that numbers its events: these rules are read
     * by Prometheus, and have no value. That they fire is shown by promtool ({@code alerts-test.yml}).
     */
    private static final Set<String> NEED_MORE_THAN_THERE_IS =
            Set.of("TocsinCertificateEnds", "TocsinDatagramsDropped", "TocsinClientsLoseEvents");

    private static final Pattern RULE = Pattern.compile("- alert: (\\w+)\\s+expr: (.+)");
    private static final Pattern BOUND = Pattern.compile("(.+) (?:==|>|<) [0-9.]+");

    @TempDir
    private static Path folder;

    private static EmbeddedElasticsearch elasticsearch;
    private static EmbeddedPostgres database;
    private static ElasticLink link;
    private static FakeSlack slack;
    private static IngestProcess ingest;
    private static EngineProcess engine;
    private static Prometheus prometheus;

    @BeforeAll
    static void start() throws Exception {
        elasticsearch = EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(folder.resolve("elasticsearch")));
        database = EmbeddedPostgres.start(folder.resolve("postgres"), 0, false, line -> {});
        link = ElasticLink.open(ElasticSettings.of(elasticsearch.url()));
        slack = FakeSlack.start(0);
        new TemplateInstaller(link, link.probe().version()).install();
        writeRules();
        ingest = IngestProcess.start(folder.resolve("ingest"), elasticsearch.url(), QUICK_START);
        engine = EngineProcess.start(
                folder.resolve("engine"), elasticsearch.url(), database, slack.webhook("ops"), QUICK_START);
        ingest.service().awaitReady(CLIENT);
        engine.service().awaitReady(CLIENT);
        prometheus = startPrometheus();
        // Without an event there is no stream yet: both rules are failing, and Prometheus is to have seen it.
        await().atMost(PATIENCE)
                .until(() -> results(prometheus.query("tocsin_engine_rule_failing == 1"))
                                .size()
                        == 2);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            logSomething();
            return !slack.messages().isEmpty();
        });
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : Stream.of(prometheus, engine, ingest, slack, link)
                .filter(part -> part != null)
                .toList()) {
            part.close();
        }
        if (database != null) {
            database.stop();
        }
        if (elasticsearch != null) {
            elasticsearch.close();
        }
    }

    private static void writeRules() throws IOException {
        Path config = folder.resolve("engine/config");
        Path rules = Files.createDirectories(config.resolve("rules"));
        Files.writeString(config.resolve("engine.yml"), "tocsin:\n  engine:\n    settle: 0s\n");
        Files.writeString(rules.resolve("errors.yml"), """
                rule: peer-errors
                labels: {team: peers, severity: mine}
                query: {service: peers, kql: 'log.level: ERROR'}
                groupBy: [labels.user]
                condition: {count: hits, threshold: {critical: {above: 0}}}
                window: 5s
                every: 1s
                delay: 0s
                keepFiringFor: 1h
                """);
        Files.writeString(rules.resolve("calm.yml"), """
                rule: peer-calm
                query: {service: peers, kql: 'log.level: FATAL'}
                condition: {count: hits, threshold: {above: 0}}
                window: 10s
                every: 5s
                """);
    }

    /** The example, with the ports of this test, and faster. */
    private static Prometheus startPrometheus() throws IOException {
        Path home = Files.createDirectories(folder.resolve("prometheus"));
        Files.copy(GRAFANA.resolve("alerts.yml"), home.resolve("alerts.yml"));
        String example = Files.readString(GRAFANA.resolve("prometheus.yml"));
        assertThat(example)
                .contains("127.0.0.1:9481")
                .contains("127.0.0.1:9480")
                .contains("15s");
        Files.writeString(
                home.resolve("prometheus.yml"),
                example.replace("9481", Integer.toString(ingest.service().managementPort()))
                        .replace("9480", Integer.toString(engine.service().managementPort()))
                        .replace("15s", "1s"));
        return Prometheus.start(home);
    }

    private static void logSomething() throws IOException, InterruptedException {
        String user = Json.createValue(USER).toString();
        String body = """
                {"service.name":"peers","log.level":"ERROR","message":"it failed","user":%s}
                {"service.name":"peers","log.level":"INFO","message":"it went well","user":%s}
                not a record
                """.formatted(user, user);
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(ingest.events())
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("\"accepted\":2");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingest.tcpPort())) {
            socket.getOutputStream()
                    .write("{\"service.name\":\"peers\",\"level\":\"warn\",\"message\":\"hello\"}\n".getBytes(UTF_8));
        }
    }

    @Test
    void takesBothScrapes() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<JsonObject> targets = prometheus
                    .get("/api/v1/targets")
                    .getJsonObject("data")
                    .getJsonArray("activeTargets")
                    .getValuesAs(JsonObject.class);
            assertThat(targets).hasSize(2).allSatisfy(target -> {
                assertThat(target.getString("health")).as("%s", target).isEqualTo("up");
                assertThat(target.getString("lastError")).isEmpty();
            });
        });
    }

    @Test
    void hasEachAlertOfTheEngineWithItsLabels() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonObject alert = only(prometheus.query(
                            "ALERTS{source=\"tocsin\",alertname=\"peer-errors\",labels_user!=\"(none)\"}"))
                    .getJsonObject("metric");
            assertThat(alert.getString("alertstate")).isEqualTo("firing");
            assertThat(alert.getString("severity")).isEqualTo("critical");
            assertThat(alert.getString("label_severity")).isEqualTo("mine");
            assertThat(alert.getString("team")).isEqualTo("peers");
            assertThat(alert.getString("labels_user")).isEqualTo(USER);
            assertThat(results(prometheus.query("time() - ALERTS_FOR_STATE{alertname=\"peer-errors\"} < 600")))
                    .isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tocsin-ingest", "tocsin-alerts"})
    void everyQueryOfADashboardHasData(String name) throws Exception {
        Dashboard dashboard = Dashboard.read(GRAFANA.resolve("dashboards/" + name + ".json"));
        assertThat(dashboard.prometheus()).hasSizeGreaterThan(20);
        assertThat(dashboard.elasticsearch()).hasSize(2);
        for (Question question : dashboard.prometheus()) {
            awaitData(question);
        }
        for (LabelValues variable : dashboard.variables()) {
            assertThat(prometheus
                            .get("/api/v1/label/" + variable.label() + "/values?match[]="
                                    + Prometheus.encoded(variable.selector()))
                            .getJsonArray("data"))
                    .as("%s", variable)
                    .isNotEmpty();
        }
        for (Question question : dashboard.elasticsearch()) {
            awaitDocuments(question);
        }
    }

    private static void awaitData(Question question) {
        await("%s: %s".formatted(question.panel(), question.text()))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    List<JsonObject> found = ask(question);
                    if (found.isEmpty()) {
                        logSomething();
                    }
                    assertThat(found).as("%s", question).isNotEmpty();
                });
    }

    private static List<JsonObject> ask(Question question) throws IOException, InterruptedException {
        long now = Instant.now().getEpochSecond();
        return results(
                question.isInstant()
                        ? prometheus.query(question.text())
                        : prometheus.queryRange(question.text(), now - 60, now));
    }

    private static void awaitDocuments(Question question) {
        await(question.panel()).atMost(PATIENCE).untilAsserted(() -> {
            ElasticAnswer answer = link.call(ElasticRequest.json(
                    "POST", "/logs-*-tocsin*/_search", Map.of(), question.text().getBytes(UTF_8)));
            assertThat(answer.status()).as("%s", question).isEqualTo(200);
            JsonObject body = answer.json();
            assertThat(body.getJsonObject("hits").getJsonObject("total").getInt("value"))
                    .as("%s", question)
                    .isPositive();
            if (body.containsKey("aggregations")) {
                assertThat(body.getJsonObject("aggregations").getJsonObject("2").getJsonArray("buckets"))
                        .as("%s", question)
                        .isNotEmpty();
            }
        });
    }

    @Test
    void everyAlertRuleHasAValueAndNoneFiresWhileAllIsWell() throws Exception {
        Matcher rules = RULE.matcher(Files.readString(GRAFANA.resolve("alerts.yml")));
        Set<String> names = new TreeSet<>();
        while (rules.find()) {
            String name = rules.group(1);
            String expression = rules.group(2);
            Matcher bound = BOUND.matcher(expression);
            assertThat(bound.matches()).as(expression).isTrue();
            names.add(name);
            if (NEED_MORE_THAN_THERE_IS.contains(name)) {
                continue;
            }
            awaitData(new Question(name, bound.group(1), true));
            // Dead letters are what this test itself sends.
            if (!MAY_BE_TRUE.contains(name) && !name.equals("TocsinDeadLetters")) {
                await(name)
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(results(prometheus.query(expression)))
                                .as("%s: %s", name, expression)
                                .isEmpty());
            }
        }
        assertThat(names).hasSizeGreaterThan(20);
        assertThat(results(prometheus.query("ALERTS{alertname=\"TocsinDeadLetters\",stage=\"decode\"}")))
                .isNotEmpty();
    }

    @Test
    void promtoolHasNoComplaintsAboutTheScrapes() throws Exception {
        List<String> complaints = new ArrayList<>();
        for (int port :
                new int[] {ingest.service().managementPort(), engine.service().managementPort()}) {
            HttpResponse<String> scrape = CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            Path file = Files.writeString(folder.resolve("scrape-" + port), scrape.body());

            complaints.add(Prometheus.complaints(file, "check", "metrics"));
        }
        assertThat(complaints).containsOnly("");
    }

    @Test
    void promtoolHasNoComplaintsAboutTheRules() throws Exception {
        Path nothing = Files.writeString(folder.resolve("nothing"), "");

        assertThat(Prometheus.complaints(
                        nothing, "check", "rules", GRAFANA.resolve("alerts.yml").toString()))
                .isEmpty();
        assertThat(Prometheus.complaints(
                        nothing,
                        "check",
                        "config",
                        GRAFANA.resolve("prometheus.yml").toString()))
                .isEmpty();
        assertThat(Prometheus.complaints(
                        nothing,
                        "test",
                        "rules",
                        GRAFANA.resolve("alerts-test.yml").toString()))
                .isEmpty();
    }

    private static JsonObject only(JsonObject answer) {
        List<JsonObject> results = results(answer);
        assertThat(results).hasSize(1);
        return results.getFirst();
    }

    /** Fails if Prometheus did not understand the query. */
    private static List<JsonObject> results(JsonObject answer) {
        assertThat(answer.getString("status"))
                .as("%s%n%s", answer, prometheus.log())
                .isEqualTo("success");
        return answer.getJsonObject("data").getJsonArray("result").getValuesAs(JsonObject.class);
    }
}
