package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.api.ApiDocument;
import dev.tocsin.alert.api.RulePauses;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.FiringAlert;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Suppression;
import dev.tocsin.alert.route.Suppression.Cause;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.store.DatabaseClock;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Silences from the API to what delivery asks, in an engine that runs; its alerts are written into its tables. */
final class SilencesIT {
    private static final String TOKEN = "let-me-write";

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static ConfigurableApplicationContext engine;
    private static URI base;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0, false, line -> {});
        Path rules = Files.createDirectories(folder.resolve("rules"));
        for (String rule : List.of("checkout", "host-down", "direct")) {
            Files.writeString(
                    rules.resolve(rule + ".yml"), """
                    rule: %s
                    labels: {team: shop}
                    query: {streams: [nothing-*], lucene: 'a:b'}
                    condition: {count: hits, threshold: {above: 3}}
                    groupBy: [host.name]
                    window: 1h
                    every: 1h
                    %s
                    """.formatted(rule, rule.equals("direct") ? "notify: [mail]" : ""));
        }
        Files.writeString(folder.resolve("channels.yml"), """
                slack: {slack: {webhook: "https://hooks.slack.com/services/T0/B0/X"}}
                mail: {email: {host: a.example, from: a@a.example, to: b@a.example}}
                """);
        Files.writeString(folder.resolve("routes.yml"), """
                default: {channel: slack}
                timeIntervals:
                  always: [{days_of_month: ['1:31']}]
                routes:
                  - match: {team: shop}
                    channel: mail
                    continue: true
                    muteTimes: [always]
                  - match: {team: shop}
                    channel: slack
                inhibit:
                  - source: ['rule=host-down']
                    target: ['rule!=host-down']
                    equal: [host.name]
                """);
        engine = new SpringApplication(AlertEngine.class)
                .run(
                        "--spring.datasource.url=" + postgres.jdbcUrl(),
                        "--spring.datasource.username=" + postgres.user(),
                        "--spring.datasource.password=" + postgres.password(),
                        "--ELASTICSEARCH_URL=http://127.0.0.1:1",
                        "--tocsin.engine.config=" + folder,
                        "--tocsin.engine.token=" + TOKEN,
                        "--server.port=0",
                        "--management.server.port=0",
                        "--management.server.address=127.0.0.1");
        base = URI.create(
                "http://127.0.0.1:" + engine.getEnvironment().getProperty("local.server.port", "") + "/api/v1/");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        engine.getBean(RuleBook.class).current().rule("direct").isPresent());
    }

    @AfterAll
    static void stop() {
        engine.close();
        postgres.close();
    }

    @BeforeEach
    void empty() {
        template().execute("truncate silence, alert");
        // Nothing answers here: for as short a time as it takes to be believed.
        template().execute("update rule_cursor set failing_since = clock_timestamp() where failing_since is not null");
    }

    private static JdbcTemplate template() {
        return engine.getBean(JdbcTemplate.class);
    }

    private static void fire(String rule, String host) {
        template()
                .update(
                        "insert into alert (rule, group_id, group_values, version, status, severity) values"
                                + " (?, ?, json_build_object('host.name', ?::text), 'v1', 'ALERTING', 'CRITICAL')",
                        rule,
                        host,
                        host);
    }

    private static AlertNotice notice(String rule, String host) {
        return Notices.fired().rule(rule).group("host.name", host).build();
    }

    private static Optional<Suppression> suppressed(String rule, String host, String channel) {
        return engine.getBean(SuppressionBook.class).get().on(notice(rule, host), channel);
    }

    @Test
    void whatIsSilencedIsSilentUntilSomebodyEndsIt() throws Exception {
        fire("checkout", "a");
        fire("checkout", "b");
        fire("host-down", "c");
        assertThat(suppressed("checkout", "a", "slack")).isEmpty();

        JsonObject made = ok(send("POST", "silences", """
                {"matchers": ["rule=checkout", "host.name=~\\"a|z\\""], "for": "2h", "comment": "deploy", "by": "kim"}"""));

        assertThat(made.getString("state")).isEqualTo("active");
        assertThat(made.getString("author")).isEqualTo("kim (token TOCSIN_ENGINE_TOKEN)");
        assertThat(made.getJsonArray("matchers").toString())
                .isEqualTo("[\"rule=checkout\",\"host.name=~\\\"a|z\\\"\"]");
        assertThat(Duration.between(Instant.parse(made.getString("startsAt")), Instant.parse(made.getString("endsAt"))))
                .isEqualTo(Duration.ofHours(2));
        assertThat(made.getJsonObject("firing").toString())
                .isEqualTo("{\"count\":1,\"alerts\":[{\"rule\":\"checkout\",\"group\":{\"host.name\":\"a\"},"
                        + "\"severity\":\"critical\"}]}");
        String id = made.getString("id");
        assertThat(suppressed("checkout", "a", "slack"))
                .hasValueSatisfying(found -> assertThat(found.by()).isEqualTo(id))
                .hasValueSatisfying(found -> assertThat(found.reason())
                        .startsWith("silenced by kim (token TOCSIN_ENGINE_TOKEN) until ")
                        .endsWith(": deploy"));
        assertThat(suppressed("checkout", "b", "slack")).isEmpty();
        assertThat(ok(get("silences/" + id))).isEqualTo(made);
        assertThat(list(""))
                .extracting(value -> value.asJsonObject().getString("id"))
                .containsExactly(id);

        JsonObject ended = ok(send("DELETE", "silences/" + id + "?by=sam", ""));

        assertThat(ended.getString("state")).isEqualTo("expired");
        assertThat(ended.getString("endedBy")).isEqualTo("sam (token TOCSIN_ENGINE_TOKEN)");
        assertThat(suppressed("checkout", "a", "slack")).isEmpty();
        assertThat(list("")).isEmpty();
        assertThat(list("?state=expired,pending")).hasSize(1);
        assertThat(ok(get("audit?target=silence%20" + id)).getJsonArray("changes"))
                .extracting(change -> change.asJsonObject().getString("what"))
                .containsExactly("end silence", "silence");
        assertThat(send("DELETE", "silences/" + id, "").statusCode()).isEqualTo(409);
        assertThat(send("PUT", "silences/" + id, "{\"for\": \"1h\"}").statusCode())
                .isEqualTo(409);
    }

    @Test
    void silencesAreListedInParts() throws Exception {
        for (String team : List.of("a", "b", "c")) {
            ok(send(
                    "POST",
                    "silences",
                    "{\"matchers\": [\"team=" + team + "\"], \"for\": \"1h\", \"comment\": \"c\", \"by\": \"kim\"}"));
        }

        JsonObject first = ok(get("silences?limit=2"));
        JsonObject rest = ok(get("silences?limit=2&after=" + first.getString("next")));

        assertThat(first.getJsonArray("silences")).hasSize(2);
        assertThat(rest.getJsonArray("silences"))
                .extracting(silence ->
                        silence.asJsonObject().getJsonArray("matchers").getString(0))
                .containsExactly("team=a");
        assertThat(rest.isNull("next")).isTrue();
    }

    @Test
    void aSilenceToComeCanBeGivenAnotherEnd() throws Exception {
        Instant start = Instant.parse(ok(get("status")).getString("now")).plus(Duration.ofDays(1));
        JsonObject made = ok(send("POST", "silences", """
                {"matchers": ["team=shop"], "startsAt": "%s", "for": "1h", "comment": "deploy", "by": "kim"}""".formatted(start)));
        assertThat(made.getString("state")).isEqualTo("pending");

        JsonObject changed =
                ok(send("PUT", "silences/" + made.getString("id"), "{\"for\": \"3h\", \"comment\": \"longer\"}"));

        assertThat(changed.getString("endsAt"))
                .isEqualTo(Instant.parse(made.getString("startsAt"))
                        .plus(Duration.ofHours(3))
                        .toString());
        assertThat(changed.getString("comment")).isEqualTo("longer");
        assertThat(changed.getString("author")).isEqualTo(made.getString("author"));
    }

    @Test
    void aPreviewSaysWhatWouldBeSilentAndMakesNothing() throws Exception {
        fire("checkout", "a");
        fire("host-down", "a");
        fire("no-such-rule", "a");

        JsonObject preview = ok(send("POST", "silences/preview", "{\"matchers\": [\"host.name=a\"], \"for\": \"1h\"}"));

        assertThat(preview.getJsonObject("firing").getInt("count"))
                .as("of rules in force")
                .isEqualTo(2);
        assertThat(list("?state=any")).isEmpty();
    }

    @Test
    void routesMuteAndInhibitAsRoutesYmlSays() {
        assertThat(suppressed("checkout", "a", "mail").map(Suppression::cause)).hasValue(Cause.MUTE_TIME);
        assertThat(suppressed("checkout", "a", "slack")).isEmpty();
        assertThat(suppressed("direct", "a", "mail")).as("its own notify").isEmpty();

        fire("host-down", "a");

        assertThat(suppressed("checkout", "a", "slack").map(Suppression::reason))
                .hasValue("inhibited by host-down (host.name=a) as long as that fires");
        assertThat(suppressed("checkout", "b", "slack")).isEmpty();
        assertThat(suppressed("host-down", "a", "slack")).isEmpty();
        template().update("update alert set status = 'NORMAL'");
        assertThat(suppressed("checkout", "a", "slack")).isEmpty();
    }

    @Test
    void whatSuppressedAnAlertIsToldAfterwards() {
        template().update("""
                insert into silence (id, matchers, starts_at, ends_at, author, comment, created_at, ended_by) values
                ('a1', '{"matchers": ["severity=critical"]}', '2026-01-01T10:00:00Z', '2026-01-01T11:00:00Z', 'kim', 'deploy',
                  '2026-01-01T10:00:00Z', 'sam')""");
        fire("host-down", "a");
        FiringAlert alert = FiringAlert.of(notice("checkout", "a"));
        PastSuppressions past = engine.getBean(PastSuppressions.class);
        Rule rule = engine.getBean(RuleBook.class).current().rule("checkout").orElseThrow();

        assertThat(past.of(rule, List.of(alert), Instant.parse("2026-01-01T10:30:00Z"))
                        .suppressed())
                .extracting(found -> found.getString("cause") + found.getJsonArray("channels"))
                .containsExactly(
                        "inhibition[\"mail\",\"slack\"]", "mute time[\"mail\"]", "silence[\"mail\",\"slack\"]");
        template().update("update alert set status = 'NORMAL'");
        assertThat(past.of(rule, List.of(alert), Instant.parse("2026-01-01T11:00:00Z"))
                        .suppressed())
                .extracting(found -> found.getString("cause"))
                .containsExactly("mute time");
    }

    @Test
    void anAlertOfAPausedRuleHidesNothingAndThatIsSaid() {
        fire("host-down", "a");
        assertThat(suppressed("checkout", "a", "slack")).isPresent();
        RulePauses pauses = engine.getBean(RulePauses.class);
        pauses.pause("host-down", Optional.empty(), "kim", "repair");
        try {
            assertThat(suppressed("checkout", "a", "slack")).isEmpty();
            Rule rule =
                    engine.getBean(RuleBook.class).current().rule("checkout").orElseThrow();
            assertThat(engine.getBean(PastSuppressions.class)
                            .of(
                                    rule,
                                    List.of(FiringAlert.of(notice("checkout", "a"))),
                                    engine.getBean(DatabaseClock.class).instant())
                            .passedOver())
                    .singleElement()
                    .extracting(found -> found.getString("reason"))
                    .asString()
                    .startsWith(
                            "not inhibited by host-down (host.name=a), though that fires: its rule is paused by kim from")
                    .endsWith(": repair");
        } finally {
            pauses.resume("host-down");
        }
        assertThat(suppressed("checkout", "a", "slack")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | silences         | {}                                                        | matchers is missing",
                "POST   | silences         | {\"matchers\": [\"team!=a\"], \"for\": \"1h\"}                | have none of these",
                "POST   | silences         | {\"matchers\": [\"a=b\"], \"for\": \"1h\", \"by\": \"kim\"}      | comment is missing",
                "POST   | silences         | {\"matchers\": [\"a=b\"], \"comment\": \"c\"}                | nothing says when",
                "POST   | silences         | {\"matchers\": \"a=b\", \"for\": \"1h\"}                    | cannot be read",
                "POST   | silences         | no json                                                   | cannot be read",
                "POST   | silences/preview | {\"matchers\": [\"a=b\"], \"for\": \"900d\"}                 | no duration up to",
                "PUT    | silences/none    | {}                                                        | no silence of that id",
                "DELETE | silences/none    | ''                                                        | no silence of that id",
                "GET    | silences/none    | ''                                                        | no silence of that id",
                "GET    | silences?state=x | ''                                                        | no such state"
            })
    void saysWhatIsWrong(String method, String path, String body, String reason) throws Exception {
        HttpResponse<String> answer = send(method, path, body);

        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 404);
        assertThat(answer.body()).contains(reason, "hint");
        assertThat(list("?state=any")).isEmpty();
    }

    @Test
    void whoHasNoTokenSilencesNothing() throws Exception {
        String body = "{\"matchers\": [\"a=b\"], \"for\": \"1h\", \"comment\": \"c\", \"by\": \"kim\"}";

        assertThat(send("POST", "silences", body, "", "application/json").statusCode())
                .isEqualTo(401);
        assertThat(send("POST", "silences", body, "Bearer " + TOKEN, "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(list("?state=any")).isEmpty();
    }

    private static JsonArray list(String query) throws Exception {
        return ok(get("silences" + query)).getJsonArray("silences");
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(method, path, body, "Bearer " + TOKEN, "application/json");
    }

    private static HttpResponse<String> send(String method, String path, String body, String authorization, String type)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            ApiDocument.committed().describes(answer);
            return answer;
        }
    }

    private static JsonObject ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.createReader(new StringReader(answer.body())).readObject();
    }
}
