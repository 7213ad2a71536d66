package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look at rules before they are saved, on a real Elasticsearch. */
class RulesIT {
    private static final String STREAM =
            "logs-rules" + UUID.randomUUID().toString().substring(0, 8) + "-tocsin";
    private static final Instant AN_HOUR_AGO =
            Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(1));

    private static final String SINCE = AN_HOUR_AGO.minus(Duration.ofHours(1)).toString();
    private static final String UNTIL = AN_HOUR_AGO.plus(Duration.ofMinutes(10)).toString();

    private static ElasticLink link;

    @TempDir
    Path config;

    private final Map<String, String> more = new HashMap<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws IOException {
        link = ElasticsearchForTests.link();
        // As in production: the first event makes the data stream, by our templates.
        new TemplateInstaller(link, link.probe().version()).install();
        StringBuilder bulk = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            bulk.append("{\"create\":{}}\n{\"@timestamp\":\"")
                    .append(AN_HOUR_AGO.plusSeconds(i))
                    .append("\",\"log.level\":\"ERROR\",\"service.name\":\"api\",\"message\":\"boom \\u001b[31m\"}\n");
        }
        // A minute without any event would keep the alert as it is.
        bulk.append("{\"create\":{}}\n{\"@timestamp\":\"")
                .append(AN_HOUR_AGO.plusSeconds(90))
                .append("\",\"log.level\":\"DEBUG\"}\n");
        byte[] body = bulk.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(link.call(new ElasticRequest(
                                "POST",
                                "/" + STREAM + "/_bulk",
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

    @AfterAll
    static void stop() throws IOException {
        link.close();
    }

    private String rule(String query) throws IOException {
        Files.createDirectories(config.resolve("rules"));
        Path file = config.resolve("rules/errors.yml");
        Files.writeString(file, """
                rule: errors
                title: Too many errors
                query: %s
                groupBy: [service.name]
                condition: {count: hits, threshold: {warning: {above: 3}}}
                window: 1m
                every: 1m
                """.formatted(query));
        return file.toString();
    }

    private String good() throws IOException {
        return rule("{streams: [" + STREAM + "], kql: 'log.level: ERROR'}");
    }

    @Test
    void aTestSaysWhatWouldHaveHappened() throws IOException {
        assertThat(run("rules", "test", good(), "--since", SINCE, "--until", UNTIL))
                .isZero();

        assertThat(text())
                .contains("fired      warning  service.name=api  7 is above 3")
                .contains("to nobody, as no channel is configured")
                .contains("WARNING — Too many errors: api")
                .contains("resolved   warning")
                .contains(
                        "70 windows evaluated (68 without any event in the streams), 0 undecided",
                        "1 firing episode; the longest took 1 min")
                .contains("2 messages")
                .doesNotContain("\u001b");
    }

    @Test
    void aTestNamesTheChannelThatOnlyARunningEngineHas() throws IOException {
        HttpServer engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.createContext("/api/v1/channels", exchange -> {
            byte[] answer =
                    "{\"channels\": [{\"name\": \"slack\", \"type\": \"slack\"}], \"defaultChannel\": \"slack\"}"
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        engine.start();
        more.put("TOCSIN_ENGINE_URL", "http://127.0.0.1:" + engine.getAddress().getPort());
        try {
            assertThat(run("rules", "test", good(), "--since", SINCE, "--until", UNTIL))
                    .isZero();
        } finally {
            engine.stop(0);
        }

        assertThat(text())
                .contains(
                        "No channel is set here, neither in channels.yml nor by SLACK_BOT_TOKEN or SLACK_WEBHOOK_URL; the engine at"
                                + " http://127.0.0.1:" + engine.getAddress().getPort() + " has slack.")
                .contains("to slack (default route)")
                .doesNotContain("to nobody");
    }

    @Test
    void aTestSpeaksToPrograms() throws IOException {
        assertThat(run("rules", "test", good(), "--since", SINCE, "--until", UNTIL, "--format", "json"))
                .isZero();

        JsonObject test = json().getJsonArray("tests").getJsonObject(0);
        assertThat(test.getInt("evaluated")).isEqualTo(70);
        assertThat(test.getInt("noData")).isEqualTo(68);
        assertThat(test.getJsonArray("transitions")).hasSize(2);
        JsonObject fired = test.getJsonArray("transitions").getJsonObject(0);
        assertThat(fired.getString("kind")).isEqualTo("FIRED");
        assertThat(fired.getString("end"))
                .isEqualTo(AN_HOUR_AGO.plus(Duration.ofMinutes(1)).toString());
        assertThat(test.getJsonArray("messages")
                        .getJsonObject(0)
                        .getJsonObject("slack")
                        .getJsonArray("blocks"))
                .isNotEmpty();
    }

    @Test
    void aRuleWithErrorsIsNotTested() throws IOException {
        String file = rule("{streams: [" + STREAM + "], kql: 'log.level: (ERROR'}");

        assertThat(run("rules", "test", file)).isEqualTo(2);
        assertThat(text()).contains("error query.kql", "^").doesNotContain("windows evaluated");
    }

    @Test
    void windowsThatCannotBeDecidedHaveAnExitCodeOfTheirOwn() throws IOException {
        String file = rule("{streams: [logs-nobody-tocsin], kql: ''}");

        assertThat(run("rules", "test", file, "--since", SINCE, "--until", UNTIL))
                .isEqualTo(3);
        assertThat(text())
                .contains("No window could be decided.", "70 undecided")
                .doesNotContain("Nothing would have");
    }

    @Test
    void aGroupThatTheRuleDoesNotHaveIsAMistake() throws IOException {
        assertThat(run("rules", "test", good(), "--group", "host.name=x")).isEqualTo(1);
        assertThat(text()).contains("the rule errors groups by service.name");
    }

    @Test
    void lintShowsThePlaceOfWhatTheStreamsDoNotHave() throws IOException {
        String file = rule("{streams: [" + STREAM + "], kql: 'log.levl: ERROR'}");

        assertThat(run("rules", "lint", file)).isZero();
        String[] lines = text().split("\n");
        assertThat(lines[1])
                .contains("errors.yml:3:", "warning query: no event in these streams has a field 'log.levl'");
        assertThat(lines[2].substring(lines[3].indexOf('^'))).startsWith("log.levl");
        assertThat(lines[4]).contains("did you mean 'log.level'?");
    }

    @Test
    void lintOfTheFilesAloneAsksNobody() throws IOException {
        rule("{streams: [" + STREAM + "], kql: 'log.levl: ERROR'}");

        assertThat(run("rules", "lint", "--offline", "--format", "json")).isZero();
        assertThat(json().getJsonArray("findings")).isEmpty();
        assertThat(json().getInt("rules")).isEqualTo(1);
    }

    @Test
    void schedulesAreThoseOfTheFiles() throws IOException {
        good();
        Files.writeString(config.resolve("rules/nightly.yml"), """
                rule: nightly
                query: {service: x, kql: ''}
                condition: {count: hits, threshold: {above: 1}}
                window: 1d
                cron: "30 2 * * *"
                zone: Europe/Berlin
                """);

        assertThat(run("schedules", "--after", "2026-10-24T00:00:00Z")).isZero();

        assertThat(text())
                .contains("cron 30 2 * * * Europe/Berlin")
                .contains("end 2026-10-24 00:30:00 UTC = Sat 02:30:00 +02:00 Europe/Berlin, looked at from 00:30:15")
                // Clocks go back in that night: once, not twice.
                .contains("end 2026-10-25 00:30:00 UTC = Sun 02:30:00 +02:00 Europe/Berlin")
                .contains("end 2026-10-26 01:30:00 UTC = Mon 02:30:00 +01:00 Europe/Berlin")
                .contains("every 1m", "end 2026-10-24 00:01:00 UTC, looked at from 00:01:15");
    }

    @Test
    void schedulesKeepToTheirCalendar() throws IOException {
        good();
        Files.writeString(
                config.resolve("calendars.yml"),
                "office: {zone: Europe/Berlin, days: {mon-fri: 08:00-18:00}, closed: 2026-10-26}\n");
        Files.writeString(config.resolve("rules/office.yml"), """
                rule: office
                query: {service: x, kql: ''}
                condition: {count: hits, threshold: {above: 1}}
                window: 5m
                every: 5m
                during: office
                """);

        assertThat(run("schedules", "--after", "2026-10-23T15:55:00Z")).isZero();

        assertThat(text())
                .contains("every 5m during office")
                // Over the weekend, in which clocks go back, and a holiday.
                .contains("end 2026-10-27 07:00:00 UTC = Tue 08:00:00 +01:00 Europe/Berlin, looked at from 07:00:15")
                .doesNotContain("2026-10-23 16:00:00 UTC = ");
    }

    @Test
    void springIsNotHere() {
        assertThatThrownBy(() -> Class.forName("org.springframework.boot.SpringApplication"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    private int run(String... arguments) {
        Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);
        Map<String, String> environment = new HashMap<>(more);
        environment.put("TOCSIN_CONFIG", config.toString());
        environment.put("TOCSIN_DATA", config.resolve("data").toString());
        environment.put(
                "ELASTICSEARCH_URL",
                ElasticsearchForTests.settings().urls().getFirst().toString());
        return Tocsin.commandLine(new Surroundings(new Installation(Path.of("..")), terminal, environment))
                .execute(arguments);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private JsonObject json() {
        return Json.createReader(new StringReader(text())).readObject();
    }
}
