package dev.tocsin.alert.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.AlertEngine;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.fakeslack.FakeSlack;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** The engine as it runs, asked as a person would ask it. */
final class ApiIT {
    private static final String INDEX =
            "logs-api." + UUID.randomUUID().toString().substring(0, 8) + "-tocsin";

    private static final String TOKEN = "let-me-write";

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static FakeSlack slack;
    private static ConfigurableApplicationContext engine;
    private static URI base;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0, false, line -> {});
        slack = FakeSlack.start(0);
        writeRules();
        writeLogs();
        engine = new SpringApplication(AlertEngine.class)
                .run(
                        "--spring.datasource.url=" + postgres.jdbcUrl(),
                        "--spring.datasource.username=" + postgres.user(),
                        "--spring.datasource.password=" + postgres.password(),
                        "--ELASTICSEARCH_URL="
                                + ElasticsearchForTests.settings().urls().getFirst(),
                        "--SLACK_WEBHOOK_URL=" + slack.webhook("alerts"),
                        "--tocsin.engine.outgoing.allow=127.0.0.1",
                        "--KIBANA_URL=https://kibana.example.com",
                        "--tocsin.engine.config=" + folder,
                        "--tocsin.engine.delay=0s",
                        "--tocsin.engine.token=" + TOKEN,
                        // There Spring would believe who says for whom a request is.
                        "--spring.main.cloud-platform=kubernetes",
                        "--server.port=0",
                        "--management.server.port=0",
                        "--management.server.address=127.0.0.1");
        String port = engine.getEnvironment().getProperty("local.server.port", "");
        base = URI.create("http://127.0.0.1:" + port + "/api/v1/");
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

    private static void writeRules() throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("noisy.yml"), """
                rule: noisy
                title: Something is noisy
                query: {streams: ["%s"], kql: 'log.level: ERROR', notIn: {user.name: known}}
                groupBy: [service.name]
                condition: {count: hits, threshold: {critical: {above: 3}}}
                window: 1h
                every: 10s
                during: whole-week
                """.formatted(INDEX));
        Files.writeString(rules.resolve("broken.yml"), "rule: broken\nwindow: 5x\n");
        Files.writeString(folder.resolve("calendars.yml"), """
                whole-week: {zone: UTC, days: {mon-sun: 00:00-24:00}}
                never: {zone: UTC}
                """);
        Files.writeString(Files.createDirectories(folder.resolve("lists")).resolve("known.txt"), "alice\nbob\n");
        Files.writeString(folder.resolve("lists/empty.txt"), "# nobody\n");
    }

    private static void writeLogs() throws IOException {
        StringBuilder bulk = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            bulk.append("{\"create\":{}}\n")
                    .append(Json.createObjectBuilder()
                            .add("@timestamp", Instant.now().minusSeconds(60).toString())
                            .add("message", "boom <!channel> " + i)
                            .add("log", Json.createObjectBuilder().add("level", "ERROR"))
                            .add("service", Json.createObjectBuilder().add("name", "checkout-api"))
                            .build())
                    .append('\n');
        }
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
                                                    .add("service.name", keyword)))
                    .build();
            link.call("PUT", "/" + INDEX, Map.of(), mapping);
            byte[] body = bulk.toString().getBytes(StandardCharsets.UTF_8);
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
    void showsAnAlertFromTheLogToTheMessage() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(alarms()).isNotEmpty());

        assertThat(alarms().getFirst())
                .contains("Something is noisy", "checkout-api", "https://kibana.example.com/app/r?l=DISCOVER")
                .doesNotContain("<!channel>");
        JsonObject alert = get("alerts?state=firing").getJsonArray("alerts").getJsonObject(0);
        assertThat(alert.getString("rule")).isEqualTo("noisy");
        assertThat(alert.getJsonObject("group").getString("service.name")).isEqualTo("checkout-api");
        assertThat(alert.getString("severity")).isEqualTo("critical");
        assertThat(alert.getString("state")).isEqualTo("firing");
        assertThat(alert.getJsonNumber("value").doubleValue()).isEqualTo(10);
        assertThat(alert.getJsonNumber("threshold").doubleValue()).isEqualTo(3);
        assertThat(Instant.parse(alert.getJsonObject("window").getString("end")))
                .isBefore(Instant.now().plusSeconds(60));
        assertThat(alert.getBoolean("ruleRemoved")).isFalse();

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(get("notifications?rule=noisy").getJsonArray("notifications"))
                        .singleElement()
                        .satisfies(notification -> assertThat(
                                        notification.asJsonObject().getString("state"))
                                .isEqualTo("sent")));
        JsonObject notification =
                get("notifications?channel=slack").getJsonArray("notifications").getJsonObject(0);
        assertThat(get("notifications/" + notification.getString("id"))).isEqualTo(notification);
        assertThat(get("notifications?channel=mail").getJsonArray("notifications"))
                .isEmpty();
        assertThat(get("alerts?rule=noisy&severity=critical").getJsonArray("alerts"))
                .hasSize(1);
        assertThat(get("alerts?severity=warning&rule=noisy").getJsonArray("alerts"))
                .isEmpty();
        assertThat(get("alerts/" + alert.getString("id")).getString("rule")).isEqualTo("noisy");
        JsonObject channel = get("channels").getJsonArray("channels").getJsonObject(0);
        assertThat(get("channels/slack").getString("type")).isEqualTo("slack");
        assertThat(channel.getString("type")).isEqualTo("slack");
        assertThat(channel.getBoolean("failing")).isFalse();
        assertThat(channel.toString()).doesNotContain("/services/");

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonArray windows = get("rules/noisy/windows?limit=5").getJsonArray("windows");
            assertThat(windows).isNotEmpty();
            assertThat(windows.getJsonObject(0).getInt("hits")).isEqualTo(10);
        });
        JsonArray active = get("windows?calm=false&rule=noisy&limit=1000").getJsonArray("windows");
        assertThat(active)
                .isNotEmpty()
                .allSatisfy(window ->
                        assertThat(window.asJsonObject().getInt("active")).isEqualTo(1));
        JsonObject first = active.getJsonObject(active.size() - 1);
        JsonObject fired = get("rules/noisy/windows/" + first.getString("@timestamp"));
        assertThat(fired.getJsonArray("windows")).containsExactly(first);
        assertThat(fired.getJsonArray("transitions"))
                .extracting(change -> change.asJsonObject().getString("transition"))
                .containsExactly("FIRED");
    }

    /** What Slack got, but for test messages. */
    private static List<String> alarms() {
        return slack.messages("alerts").stream()
                .map(message -> message.payload().toString())
                .filter(payload -> !payload.contains("TEST of the channel"))
                .toList();
    }

    @Test
    void aRuleIsPausedAndResumedByWhoeverHasTheToken() throws Exception {
        awaitRules();
        String path = "rules/noisy/pause";
        assertThat(send("POST", path, "{}", "").statusCode()).isEqualTo(401);
        assertThat(send("POST", path, "{}", "Bearer let-me-writ").statusCode()).isEqualTo(401);
        assertThat(send("DELETE", path, "", "").statusCode()).isEqualTo(401);

        HttpResponse<String> answer =
                send("POST", path, "{\"for\":\"2h\",\"by\":\"anna\",\"comment\":\"deploy\"}", "Bearer " + TOKEN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject pause = json(answer.body()).getJsonObject("pause");
        assertThat(pause.getString("by")).isEqualTo("anna (token TOCSIN_ENGINE_TOKEN)");
        assertThat(Duration.between(Instant.parse(pause.getString("since")), Instant.parse(pause.getString("until"))))
                .isEqualTo(Duration.ofHours(2));
        JsonObject shown = get("rules/noisy").getJsonObject("rule");
        assertThat(shown.getJsonObject("pause").getString("comment")).isEqualTo("deploy");
        assertThat(shown.isNull("next")).isTrue();
        assertThat(get("rules?state=paused").getJsonArray("rules")).containsExactly(shown);
        assertThat(get("rules?state=failing").getJsonArray("rules")).isEmpty();
        assertThat(get("rules?state=enabled&limit=1").getJsonArray("rules")).hasSize(1);
        assertThat(get("status").getJsonArray("attention").toString())
                .contains("rules that are paused: noisy (./tocsin rules list");

        assertThat(send("DELETE", path, "", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
        assertThat(send("DELETE", path, "", "Bearer " + TOKEN).statusCode()).isEqualTo(404);
        assertThat(get("rules/noisy").getJsonObject("rule").isNull("pause")).isTrue();
        JsonObject changes = get("audit?target=rule%20noisy&limit=1");
        assertThat(changes.getJsonArray("changes").getJsonObject(0).getString("what"))
                .isEqualTo("resume");
        JsonObject before = get("audit?target=rule%20noisy&limit=1&after=" + changes.getString("next"))
                .getJsonArray("changes")
                .getJsonObject(0);
        assertThat(before.getString("what")).isEqualTo("pause");
        assertThat(before.getString("who")).isEqualTo("anna (token TOCSIN_ENGINE_TOKEN)");
        assertThat(before.getString("detail")).startsWith("until ").endsWith(": deploy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules/none/pause | {} | 404",
                "rules/noisy/pause | {\"for\":\"soon\"} | 400",
                "rules/noisy/pause | {\"for\":\"0s\"} | 400",
                "rules/noisy/pause | {\"for\":\"900d\"} | 400",
                "rules/noisy/pause | no json | 400",
                "channels/none/test | {} | 404"
            })
    void explainsAWishThatCannotBeFulfilled(String path, String body, int status) throws Exception {
        awaitRules();
        HttpResponse<String> answer = send("POST", path, body, "Bearer " + TOKEN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer.body()).getJsonObject("error").getString("hint")).isNotBlank();
        assertThat(get("rules/noisy").getJsonObject("rule").isNull("pause")).isTrue();
    }

    @Test
    void aPageInABrowserCannotWriteWithoutBeingAsked() throws Exception {
        HttpRequest form = HttpRequest.newBuilder(base.resolve("rules/noisy/pause"))
                .header("Content-Type", "text/plain")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(described(client.send(form, HttpResponse.BodyHandlers.ofString()))
                            .statusCode())
                    .isEqualTo(415);
        }
    }

    @Test
    void aPageOfAnotherSiteChangesNothingWithATokenToo() throws Exception {
        HttpRequest page = HttpRequest.newBuilder(base.resolve("rules/noisy/pause"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKEN)
                .header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString("{\"by\":\"a page\"}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = described(client.send(page, HttpResponse.BodyHandlers.ofString()));

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
        }
    }

    @Test
    void requestsAreOfALimitedSizeAtBothPorts() throws Exception {
        String management =
                "http://127.0.0.1:" + engine.getEnvironment().getProperty("local.management.port", "") + "/actuator/";
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String address : List.of(base.resolve("alerts").toString(), management + "prometheus")) {
                HttpRequest header = HttpRequest.newBuilder(URI.create(address))
                        .header("X-Long", "x".repeat(20_000))
                        .build();
                assertThat(client.send(header, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .as(address)
                        .isIn(400, 431);
            }
            HttpRequest body = HttpRequest.newBuilder(base.resolve("rules/noisy/pause"))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + TOKEN)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"by\":\"" + "x".repeat(1_100_000) + "\"}"))
                    .build();
            assertThat(described(client.send(body, HttpResponse.BodyHandlers.ofString()))
                            .statusCode())
                    .isEqualTo(413);
            HttpRequest endless = HttpRequest.newBuilder(base.resolve("rules/noisy/pause"))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + TOKEN)
                    .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString("{}")))
                    .build();
            assertThat(client.send(endless, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(411);
        }
    }

    /** What a readiness probe needs is the status; names of rules and addresses are for who may read. */
    @Test
    void healthShowsDetailsToWhoMayRead() throws Exception {
        String health = "http://127.0.0.1:" + engine.getEnvironment().getProperty("local.management.port", "")
                + "/actuator/health/readiness";

        assertThat(bodyFromElsewhere(health, "")).contains("\"status\"").doesNotContain("details", "components");
        assertThat(bodyFromElsewhere(health, "Bearer " + TOKEN)).contains("elasticsearch");
    }

    @Test
    void sendsATestMessageThatBelongsToNoAlert() throws Exception {
        HttpResponse<String> answer = send("POST", "channels/slack/test", "{\"by\":\"anna\"}", "Bearer " + TOKEN);

        assertThat(json(answer.body()).getString("outcome")).as(answer.body()).isEqualTo("delivered");
        assertThat(slack.messages("alerts"))
                .extracting(message -> message.payload().toString())
                .anySatisfy(payload -> assertThat(payload)
                        .contains(
                                "TEST of the channel, nothing is wrong",
                                "anna (token TOCSIN_ENGINE_TOKEN) asked for this test message to slack"));
        assertThat(get("notifications").toString()).doesNotContain("tocsin-test");
    }

    @Test
    void previewsWithTheLastAlert() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(alarms()).isNotEmpty());

        JsonObject preview = get("rules/noisy/preview");

        assertThat(preview.keySet())
                .containsExactlyInAnyOrderElementsOf(ApiDocument.committed().fieldsOf("Preview"));
        assertThat(preview.getString("source")).isEqualTo("alert");
        assertThat(preview.getJsonArray("channels").getString(0)).isEqualTo("slack");
        assertThat(preview.getString("way")).isEqualTo("default route");
        assertThat(preview.getJsonObject("slack").toString()).contains("Something is noisy", "checkout-api");
        JsonObject written = preview.getJsonArray("written").getJsonObject(0);
        assertThat(written.getString("channel")).isEqualTo("slack");
        assertThat(written.getString("type")).isEqualTo("slack");
        assertThat(written.getString("content")).contains("Something is noisy");
    }

    @Test
    void explainsTheWindowThatFiredAndThoseThatDidNot() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                get("notifications?rule=noisy&state=sent").getJsonArray("notifications"))
                        .isNotEmpty());
        Instant fired = Instant.parse(get("alerts?state=firing")
                .getJsonArray("alerts")
                .getJsonObject(0)
                .getString("since"));

        // An index of the history that has just been made may not answer yet.
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(get("rules/noisy/explain?at=" + fired).getString("why"))
                                .startsWith("fired"));

        JsonObject explained = get("rules/noisy/explain?at=" + fired.plusSeconds(3));

        assertThat(explained.keySet())
                .as("each field that is documented")
                .containsExactlyInAnyOrderElementsOf(ApiDocument.committed().fieldsOf("Explanation"));
        assertThat(explained.getJsonObject("window").getString("end")).isEqualTo(fired.toString());
        assertThat(explained.getString("why")).isEqualTo("fired: 10 is above 3");
        assertThat(explained.getBoolean("same")).isTrue();
        JsonObject group = explained.getJsonObject("now").getJsonArray("groups").getJsonObject(0);
        assertThat(group.getJsonObject("group").getString("service.name")).isEqualTo("checkout-api");
        assertThat(group.getString("verdict")).isEqualTo("breach");
        assertThat(group.getString("before")).isEqualTo("normal");
        assertThat(group.getString("after")).isEqualTo("firing");
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonObject told = get("rules/noisy/explain?at=" + fired)
                    .getJsonArray("notifications")
                    .getJsonObject(0)
                    .getJsonObject("notification");
            assertThat(told.getString("channel")).isEqualTo("slack");
            assertThat(told.getString("answer")).isEqualTo("200 ok");
        });
        // The search that is shown, sent by anybody, finds what was decided by.
        JsonObject search = explained.getJsonObject("search");
        try (ElasticLink link = ElasticsearchForTests.link()) {
            JsonObject found = link.call(
                            "POST",
                            "/" + search.getString("indices") + "/_search",
                            Map.of(),
                            search.getJsonObject("body"))
                    .json();
            assertThat(found.getJsonObject("hits").getJsonObject("total").getInt("value"))
                    .isEqualTo(
                            explained.getJsonArray("decided").getJsonObject(0).getInt("hits"))
                    .isEqualTo(10);
        }
        Instant next = fired.plusSeconds(10);
        Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            JsonObject later = get("rules/noisy/explain?at=" + next);
            assertThat(later.getString("why"))
                    .isEqualTo(
                            "nothing changed: the condition held for 1 group, and what fires or waits for it went on");
            assertThat(later.getJsonObject("now")
                            .getJsonArray("groups")
                            .getJsonObject(0)
                            .getString("before"))
                    .isEqualTo("firing");
        });
        assertThat(get("rules/noisy/explain?at=2020-01-01T00:00:00Z").getString("why"))
                .startsWith("the history has nothing of this window");
    }

    @ParameterizedTest
    @CsvSource({
        "rules/none/explain, 404, there is no rule of that name",
        "rules/noisy/explain?at=noon, 400, at is not a time",
        "rules/noisy/explain?at=2199-01-01T00:00:00Z, 400, at lies in the future"
    })
    void saysWhatItCannotExplain(String path, int status, String reason) throws Exception {
        awaitRules();

        HttpResponse<String> answer = send("GET", path, "", "Bearer " + TOKEN);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer.body()).getJsonObject("error").getString("reason"))
                .contains(reason);
    }

    private static void awaitRules() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(get("rules").getJsonArray("rules")).isNotEmpty());
    }

    private static HttpResponse<String> send(String method, String path, String body, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return described(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        }
    }

    /** Whatever is answered is as the document says. */
    private static HttpResponse<String> described(HttpResponse<String> answer) {
        if (answer.uri().getPort() == base.getPort()
                && answer.uri().getPath().startsWith("/api/v1")
                && !answer.uri().getPath().endsWith("/v1/")) {
            ApiDocument.committed().describes(answer);
        }
        return answer;
    }

    @Test
    void bothPortsAskForATokenWhoComesFromElsewhere() throws Exception {
        String management =
                "http://127.0.0.1:" + engine.getEnvironment().getProperty("local.management.port", "") + "/actuator/";

        for (String address : List.of(base.resolve("alerts").toString(), management + "prometheus")) {
            assertThat(statusFromElsewhere(address, "")).as(address).isEqualTo(401);
            assertThat(handedOn(address, "", "127.0.0.1").statusCode())
                    .as(address)
                    .isEqualTo(401);
            assertThat(statusFromElsewhere(address, "Bearer wrong")).as(address).isEqualTo(401);
            assertThat(statusFromElsewhere(address, "Bearer " + TOKEN))
                    .as(address)
                    .isEqualTo(200);
        }
        assertThat(statusFromElsewhere(management + "health/liveness", "")).isEqualTo(200);
    }

    private static int statusFromElsewhere(String address, String authorization)
            throws IOException, InterruptedException {
        return fromElsewhere(address, authorization).statusCode();
    }

    private static String bodyFromElsewhere(String address, String authorization)
            throws IOException, InterruptedException {
        return fromElsewhere(address, authorization).body();
    }

    private static HttpResponse<String> fromElsewhere(String address, String authorization)
            throws IOException, InterruptedException {
        return handedOn(address, authorization, "203.0.113.7");
    }

    /** As a proxy on this machine would hand it on. */
    private static HttpResponse<String> handedOn(String address, String authorization, String client)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).header("X-Forwarded-For", client);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return described(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        }
    }

    @Test
    void showsRulesAndWhatIsWrongWithThem() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(get("rules")
                                .getJsonArray("rules")
                                .getJsonObject(0)
                                .get("progress"))
                        .isInstanceOf(JsonObject.class));

        JsonObject all = get("rules");
        assertThat(all.getJsonArray("rules")).hasSize(1);
        assertThat(all.getJsonArray("problems").toString()).contains("broken.yml", "window");
        JsonObject one = get("rules/noisy");
        assertThat(one.getString("query")).isEqualTo("log.level: ERROR");
        assertThat(one.getJsonObject("rule").getString("schedule")).isEqualTo("every 10s during whole-week");
        assertThat(one.getJsonArray("lists").getString(0)).isEqualTo("user.name not in known (2 values)");
    }

    @Test
    void showsCalendarsAndListsAndWhatIsWrongWithThem() throws Exception {
        JsonObject calendars = get("calendars");
        JsonObject lists = get("lists");

        assertThat(calendars.getJsonArray("calendars")).isEqualTo(json("""
                        {"a": [{"name": "whole-week", "zone": "UTC", "open": true, "changes": null, "usedBy": ["noisy"]}]}""").getJsonArray("a"));
        assertThat(calendars.getJsonArray("broken").getString(0)).isEqualTo("never");
        assertThat(calendars.getJsonArray("problems").toString()).contains("the calendar is never open");
        assertThat(lists.getJsonArray("lists"))
                .isEqualTo(json("{\"a\": [{\"name\": \"known\", \"values\": 2, \"usedBy\": [\"noisy\"]}]}")
                        .getJsonArray("a"));
        assertThat(lists.getJsonArray("broken").getString(0)).isEqualTo("lists/empty.txt");
        assertThat(get("status").getJsonArray("attention").toString())
                .contains("calendars that cannot be read: never (GET /api/v1/calendars)")
                .contains("calendars.yml:2:8 never.days: the calendar is never open")
                .contains("lists that cannot be read: 1 (GET /api/v1/lists)", "lists/empty.txt:1:1: has no value");
        assertThat(List.of(refused("calendars"), refused("lists"), refused("queries")))
                .containsExactly(1.0, 1.0, 0.0);
    }

    private static double refused(String file) {
        return engine.getBean(MeterRegistry.class)
                .get("tocsin.config.refused")
                .tag("file", file)
                .gauge()
                .value();
    }

    @Test
    void saysWhetherItCanDoItsWork() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(get("health").getString("status")).isEqualTo("up"));

        JsonObject parts = get("health").getJsonObject("parts");

        assertThat(parts.keySet()).contains("db", "elasticsearch", "cycle");
        assertThat(parts.getJsonObject("elasticsearch").toString()).isEqualTo("{\"status\":\"up\",\"reason\":null}");
        assertThat(statusFromElsewhere(base.resolve("health").toString(), "")).isEqualTo(401);
        assertThat(get("heartbeat").isNull("ageSeconds")).as("JSON has no NaN").isTrue();
    }

    @Test
    void aListOfOnePartAfterTheOtherIsTheWholeList() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(get("rules/noisy/windows").getJsonArray("windows"))
                        .hasSizeGreaterThan(2));
        String span = "windows?rule=noisy&to=" + get("status").getString("now");
        JsonArray all = get(span + "&limit=1000").getJsonArray("windows");

        List<JsonValue> seen = new ArrayList<>();
        for (String next = ""; next != null; ) {
            JsonObject part = get(span + "&limit=2" + next);
            seen.addAll(part.getJsonArray("windows"));
            next = part.isNull("next") ? null : "&after=" + part.getString("next");
        }

        assertThat(seen).isEqualTo(all);
        assertThat(get("audit?what=%00").getJsonArray("changes")).isEmpty();
    }

    /** The table of changes takes no row: then nothing may be changed. */
    @Test
    void whatCannotBeWrittenDownIsNotChanged() throws Exception {
        awaitRules();
        stand("no-audit", "ALERTING");
        String alert = "alerts/" + alertOf("no-audit").getString("id");
        String token = "Bearer " + TOKEN;
        String wish = "{\"matchers\":[\"team=shop\"],\"for\":\"2h\",\"comment\":\"c\",\"by\":\"kim\"}";
        String silence =
                "silences/" + json(send("POST", "silences", wish, token).body()).getString("id");
        JsonObject before = get(silence);
        JdbcTemplate database = engine.getBean(JdbcTemplate.class);
        database.execute("alter table audit add constraint disk_full check (false) not valid");
        try {
            for (HttpResponse<String> answer : List.of(
                    send("POST", "silences", wish.replace("shop", "other"), token),
                    send("PUT", silence, "{\"for\":\"9h\"}", token),
                    send("DELETE", silence, "", token),
                    send("POST", alert + "/acknowledge", "{}", token),
                    send("POST", "rules/noisy/pause", "{}", token))) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            }
        } finally {
            database.execute("alter table audit drop constraint disk_full");
        }

        assertThat(get(silence)).isEqualTo(before);
        assertThat(get("silences?state=any").getJsonArray("silences")).containsExactly(before);
        assertThat(get(alert).isNull("acknowledged")).isTrue();
        assertThat(get("rules/noisy").getJsonObject("rule").isNull("pause")).isTrue();

        // And what is undone neither.
        assertThat(send("POST", alert + "/acknowledge", "{}", token).statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "rules/noisy/pause", "{}", token).statusCode()).isEqualTo(200);
        database.execute("alter table audit add constraint disk_full check (false) not valid");
        try {
            assertThat(send("DELETE", alert + "/acknowledge", "", token).statusCode())
                    .isEqualTo(503);
            assertThat(send("DELETE", "rules/noisy/pause", "", token).statusCode())
                    .isEqualTo(503);
        } finally {
            database.execute("alter table audit drop constraint disk_full");
        }
        assertThat(get(alert).isNull("acknowledged")).isFalse();
        assertThat(get("rules/noisy").getJsonObject("rule").isNull("pause")).isFalse();
        assertThat(send("DELETE", "rules/noisy/pause", "", token).statusCode()).isEqualTo(200);
        assertThat(send("DELETE", silence, "", token).statusCode()).isEqualTo(200);
        database.update("delete from alert where rule = 'no-audit'");
    }

    @Test
    void servesTheDocumentThatIsCommitted() throws Exception {
        assertThat(ask("openapi.json").body()).isEqualTo(Files.readString(Path.of("..", "docs", "openapi.json")));
        assertThat(statusFromElsewhere(base.resolve("openapi.json").toString(), ""))
                .isEqualTo(401);
    }

    /** Each can be asked, and what it answers is as the document says: {@link #described}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "queries",
                "calendars",
                "lists",
                "schema",
                "schema/channels",
                "heartbeat",
                "status",
                "windows?calm=true",
                "silences?state=any",
                "audit",
                "/api/v1"
            })
    void answersAsTheDocumentSays(String path) throws Exception {
        awaitRules();

        assertThat(ask(path).statusCode()).isEqualTo(200);
        assertThat(send("PATCH", path, "{}", "Bearer " + TOKEN).statusCode()).isEqualTo(405);
    }

    @Test
    void saysOnOnePageWhatNeedsAttention() throws Exception {
        JsonObject status = get("status");

        assertThat(status.getJsonObject("rules").getInt("enabled")).isEqualTo(1);
        assertThat(status.getJsonObject("rules").getInt("broken")).isEqualTo(1);
        assertThat(status.getJsonArray("attention").toString()).contains("rules that cannot be read: 1");
    }

    @Test
    void showsAnAlertWhoseRuleWasRemovedAsSuch() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(get("rules").getJsonArray("rules")).isNotEmpty());
        engine.getBean(JdbcTemplate.class)
                .update("insert into alert (rule, group_id, group_values, version, status, severity, since, episode_id)"
                        + " values ('removed', 'x', '{}', 'v', 'RECOVERING', 'WARNING', now(), 'e')");

        JsonArray recovering = get("alerts?state=pending,recovering").getJsonArray("alerts");
        assertThat(recovering).hasSize(1);
        JsonObject alert = recovering.getJsonObject(0);
        assertThat(alert.getString("rule")).isEqualTo("removed");
        assertThat(alert.getString("state")).isEqualTo("recovering");
        assertThat(alert.getBoolean("ruleRemoved")).isTrue();
        assertThat(alert.isNull("value")).isTrue();
        JsonObject status = get("status");
        assertThat(status.getInt("recovering")).isEqualTo(1);
        assertThat(status.getJsonArray("attention").toString())
                .contains("alerts that stand though their rule was removed: removed (GET /api/v1/alerts)")
                .doesNotContain("noisy (GET");
    }

    @Test
    void anAlertIsTakenInHandChangedAndGivenBack() throws Exception {
        awaitRules();
        stand("in-hand", "RECOVERING");
        String id = alertOf("in-hand").getString("id");
        String path = "alerts/" + id + "/acknowledge";
        assertThat(id).matches("[0-9a-f]{12}");
        assertThat(alertOf("in-hand").isNull("acknowledged")).isTrue();
        assertThat(send("POST", path, "{}", "").statusCode()).isEqualTo(401);
        assertThat(send("DELETE", path, "", "Bearer " + TOKEN).statusCode()).isEqualTo(404);

        HttpResponse<String> given =
                send("POST", path, "{\"for\":\"2h\",\"by\":\"kim\",\"comment\":\"on it\"}", "Bearer " + TOKEN);
        assertThat(given.statusCode()).as(given.body()).isEqualTo(200);
        JsonObject shown = alertOf("in-hand").getJsonObject("acknowledged");
        assertThat(shown.getString("by")).isEqualTo("kim (token TOCSIN_ENGINE_TOKEN)");
        assertThat(shown.getString("comment")).isEqualTo("on it");
        assertThat(shown.getBoolean("covers")).isTrue();
        assertThat(Duration.between(Instant.parse(shown.getString("at")), Instant.parse(shown.getString("until"))))
                .isEqualTo(Duration.ofHours(2));

        // It gets worse: who has it in hand does not know of that.
        engine.getBean(JdbcTemplate.class).update("update alert set severity = 'CRITICAL' where rule = 'in-hand'");
        assertThat(alertOf("in-hand").getJsonObject("acknowledged").getBoolean("covers"))
                .isFalse();

        assertThat(send("POST", path, "{}", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
        shown = alertOf("in-hand").getJsonObject("acknowledged");
        assertThat(shown.isNull("until")).isTrue();
        assertThat(shown.getBoolean("covers")).isTrue();

        assertThat(send("DELETE", path, "", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
        assertThat(alertOf("in-hand").isNull("acknowledged")).isTrue();
        engine.getBean(JdbcTemplate.class).update("delete from alert where rule = 'in-hand'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PENDING    | {}             | 409 | does not fire yet
            NORMAL     | {}             | 404 | no alert of that id is pending or firing
            ALERTING   | {"for":"soon"} | 400 | for is no duration
            """)
    void whatCannotBeAcknowledgedIsSaidClearly(String state, String body, int status, String reason) throws Exception {
        awaitRules();
        stand("not-so", "ALERTING");
        String path = "alerts/" + alertOf("not-so").getString("id") + "/acknowledge";
        engine.getBean(JdbcTemplate.class).update("update alert set status = ? where rule = 'not-so'", state);

        HttpResponse<String> answer = send("POST", path, body, "Bearer " + TOKEN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer.body()).getJsonObject("error").getString("reason"))
                .contains(reason);
        assertThat(json(answer.body()).getJsonObject("error").getString("hint")).isNotBlank();
        engine.getBean(JdbcTemplate.class).update("delete from alert where rule = 'not-so'");
    }

    private static void stand(String rule, String state) {
        engine.getBean(JdbcTemplate.class)
                .update(
                        "insert into alert (rule, group_id, group_values, version, status, severity, since, episode_id)"
                                + " values (?, 'x', '{}', 'v', ?, 'WARNING', now(), ?)",
                        rule,
                        state,
                        "episode of " + rule);
    }

    private static JsonObject alertOf(String rule) throws Exception {
        return get("alerts").getJsonArray("alerts").getValuesAs(JsonObject.class).stream()
                .filter(alert -> alert.getString("rule").equals(rule))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1", "/api/v1/"})
    void saysWhatItIsAndWhereToGoOn(String path) throws Exception {
        JsonObject root = get(path);

        assertThat(root.getString("name")).isEqualTo("tocsin-alert-engine");
        assertThat(root.getString("version")).isNotBlank();
        assertThat(get("/api/v1/schema/rule.schema.json").getString("title")).isEqualTo("Tocsin: a rule");
        assertThat(ask("/api/v1/schema/other").statusCode()).isEqualTo(404);
        JsonObject links = root.getJsonObject("links");
        assertThat(links.keySet())
                .containsExactly(
                        "status",
                        "rules",
                        "queries",
                        "calendars",
                        "lists",
                        "windows",
                        "alerts",
                        "silences",
                        "notifications",
                        "channels",
                        "heartbeat",
                        "health",
                        "audit",
                        "schema",
                        "openapi");
        for (String part : links.keySet()) {
            assertThat(ask(links.getString(part)).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void explainsAMistake(String path, int status, String hint) throws Exception {
        HttpResponse<String> response = ask(path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonObject problem = json(response.body());
        assertThat(problem.getString("type")).isEqualTo("about:blank");
        assertThat(problem.getString("title")).isEqualTo(status == 404 ? "Not Found" : "Bad Request");
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("reason")).isNotBlank();
        assertThat(problem.getString("hint")).contains(hint);
        assertThat(problem.getString("detail")).contains(problem.getString("reason"), problem.getString("hint"));
        // As clients of before read it.
        assertThat(problem.getJsonObject("error").getString("reason")).isEqualTo(problem.getString("reason"));
        assertThat(problem.getJsonObject("error").getString("hint")).isEqualTo(problem.getString("hint"));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("rules/none", 404, "GET /api/v1/rules"),
                Arguments.of("rules/none/windows", 404, "GET /api/v1/rules"),
                Arguments.of("rules/noisy/windows?from=yesterday", 400, "2026-11-23T10:05:00Z"),
                Arguments.of(
                        "rules/noisy/windows?from=2026-11-23T10:05:00Z&to=2026-11-23T10:05:00Z", 400, "window ends"),
                Arguments.of("rules/noisy/windows?limit=100000", 400, "leave it out"),
                Arguments.of("alerts?state=burning", 400, "firing"),
                Arguments.of("alerts?state=ALERTING", 400, "pending, firing, recovering, noData, error"),
                Arguments.of("rules?after=nonsense", 400, "next"),
                Arguments.of("rules?state=odd", 400, "one of broken, disabled, enabled, failing, paused"),
                Arguments.of("notifications?after=nonsense", 400, "next"),
                Arguments.of("silences?after=nonsense", 400, "next"),
                Arguments.of("windows?after=nonsense", 400, "next"),
                Arguments.of("silences?limit=0", 400, "leave it out"),
                Arguments.of("windows?answer=maybe", 400, "one of counted, gap, grouped, noData, undecided"),
                Arguments.of("windows?calm=perhaps", 400, "false for windows"),
                Arguments.of("windows?from=-999999999-01-01T00:00:00Z", 400, "2026-11-23T10:05:00Z"),
                Arguments.of("windows?to=%2B999999999-01-01T00:00:00Z", 400, "2026-11-23T10:05:00Z"),
                Arguments.of("rules/noisy/windows/noon", 400, "2026-11-23T10:05:00Z"),
                Arguments.of("rules/noisy/windows/2020-01-01T00:00:00Z", 404, "/rules/noisy/windows"),
                Arguments.of("alerts?severity=red", 400, "warning or critical"),
                Arguments.of("alerts/none", 404, "GET /api/v1/alerts"),
                Arguments.of("notifications/none", 404, "GET /api/v1/notifications"),
                Arguments.of("channels/none", 404, "GET /api/v1/channels"),
                Arguments.of("/nothing", 404, "/api/v1/alerts"),
                Arguments.of("notifications?state=lost", 400, "dead"),
                Arguments.of("alerts?after=nonsense", 400, "next"),
                Arguments.of("audit?after=nonsense", 400, "next"),
                Arguments.of("rules/noisy/windows?after=nonsense", 400, "next"),
                Arguments.of("nothing/here", 404, "/api/v1/status"));
    }

    private static JsonObject get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = ask(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        return json(response.body());
    }

    private static HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return described(client.send(
                    HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString()));
        }
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
