package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.elastic.testing.MetricsTable;
import dev.tocsin.ingest.enrich.RandomRecords;
import dev.tocsin.ingest.journal.Journal;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service, from the doors to a real Elasticsearch with our templates. */
@Timeout(300)
class IngestServiceIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String HEALTH = "{\"service.name\":\"it-health\",\"url.path\":\"/health\"}\n";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @BeforeAll
    static void installTemplates() throws IOException {
        try (ElasticLink link = ElasticsearchForTests.link()) {
            new TemplateInstaller(link, link.probe().version()).install();
        }
    }

    @Test
    void nothingThatTheDecoderMakesIsRefusedByTheMappings() throws Exception {
        long seed = 4711L;
        Random random = new Random(seed);
        int events = 600;
        String service = "it-random-" + System.nanoTime();
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < events; i++) {
            body.append(RandomRecords.ofService(service, random)).append('\n');
        }
        try (ConfigurableApplicationContext context = start();
                ElasticLink link = ElasticsearchForTests.link()) {
            HttpResponse<String> answer = post(context, body.toString());
            assertThat(answer.body()).startsWith("{\"accepted\":" + events + ",\"refused\":0");

            String stream = "logs-" + service.replace('-', '_') + "-tocsin";
            await().atMost(Duration.ofSeconds(120)).until(() -> count(link, stream, "*") == events);
            assertThat(count(link, stream, "_exists_:labels_conflict"))
                    .as("fields that had to be moved, seed %d", seed)
                    .isZero();
            assertThat(metrics(context)).contains("tocsin_dead_letters_total{stage=\"index\"} 0.0");
        }
    }

    @Test
    void whatIsAnsweredCanBeLookedUpUnderItsId() throws Exception {
        try (ConfigurableApplicationContext context = start();
                ElasticLink link = ElasticsearchForTests.link()) {
            HttpResponse<String> answer = post(context, """
                    {"service.name":"it-ids","message":"first"}
                    {"service.name":"it-ids","message":"second","event.id":"%s"}
                    """.formatted(folder.getFileName()));

            JsonArray records = Json.createReader(new StringReader(answer.body()))
                    .readObject()
                    .getJsonArray("records");
            assertThat(records.getJsonObject(1).getString("id"))
                    .isEqualTo(folder.getFileName().toString());
            for (int i = 0; i < 2; i++) {
                String id = records.getJsonObject(i).getString("id");
                String message = i == 0 ? "first" : "second";
                await().atMost(Duration.ofSeconds(60))
                        .until(() ->
                                count(link, "logs-it_ids-tocsin", "_id:\"" + id + "\" AND message:" + message) == 1);
            }
        }
    }

    @Test
    void anIdempotencyKeyDoublesNoRetryAndLosesNoOtherEvents() throws Exception {
        String service = "it-key-" + System.nanoTime();
        String stream = "logs-" + service.replace('-', '_') + "-tocsin";
        String record = "{\"service.name\":\"%s\",\"message\":\"%s\"}\n";
        String request = record.formatted(service, "one") + record.formatted(service, "two");
        String others = record.formatted(service, "three") + record.formatted(service, "four");
        try (ConfigurableApplicationContext context = start();
                ElasticLink link = ElasticsearchForTests.link()) {
            for (String body : List.of(request, request, others, request, others)) {
                assertThat(post(context, body, service).body()).startsWith("{\"accepted\":2,\"refused\":0");
            }

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> context.getBean(Journal.class).room().unreadEvents() == 0);
            assertThat(count(link, stream, "*")).isEqualTo(4);
            assertThat(count(link, stream, "message:(one OR two OR three OR four)"))
                    .isEqualTo(4);
            assertThat(metrics(context)).contains("tocsin_dead_letters_total{stage=\"index\"} 0.0");
        }
    }

    /** On a server of its own: templates that others use cannot be taken away. */
    @Test
    void keepsEventsUntilTheTemplatesAreThere(@TempDir Path servers) throws Exception {
        try (EmbeddedElasticsearch server = ElasticsearchForTests.own(servers);
                ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()));
                ConfigurableApplicationContext context =
                        start(Map.of("ELASTICSEARCH_URL", server.url().toString()))) {
            assertThat(post(context, "{\"service.name\":\"it-gate\"}").statusCode())
                    .isEqualTo(200);

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> management(context, "/actuator/health").body().contains("./tocsin templates install"));
            assertThat(management(context, "/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
            assertThat(count(link, "logs-it_gate-tocsin", "*")).isEqualTo(-1);

            new TemplateInstaller(link, link.probe().version()).install();
            await().atMost(Duration.ofSeconds(60)).until(() -> count(link, "logs-it_gate-tocsin", "*") == 1);
        }
    }

    @Test
    void whatTcpClientsSentIsIndexedOnceAcrossARestart() throws Exception {
        String service = "it-restart-" + System.nanoTime();
        String stream = "logs-" + service.replace('-', '_') + "-tocsin";
        try (ConfigurableApplicationContext context = start()) {
            send(context, service, 0, 500);
        }
        try (ConfigurableApplicationContext context = start();
                ElasticLink link = ElasticsearchForTests.link()) {
            send(context, service, 500, 1_000);

            await().atMost(Duration.ofSeconds(120)).until(() -> count(link, stream, "*") == 1_000);
            assertThat(count(link, stream, "numeric_labels.n:[0 TO 999]")).isEqualTo(1_000);
            assertThat(count(link, stream, "log.level:WARN AND message:hello")).isEqualTo(1_000);
        }
    }

    @Test
    void isReadyAndHealthyAndTellsItsNumbers() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            HttpResponse<String> readiness = management(context, "/actuator/health/readiness");

            assertThat(readiness.statusCode()).isEqualTo(200);
            assertThat(readiness.body()).contains("\"doors\"").contains("\"journal\"");
            HttpResponse<String> liveness = management(context, "/actuator/health/liveness");
            assertThat(liveness.statusCode()).isEqualTo(200);
            assertThat(liveness.body()).contains("\"indexing\"");
            assertThat(management(context, "/actuator/env").statusCode()).isEqualTo(404);
            assertThat(metrics(context)).contains("tocsin_ingest_connections{door=\"tcp\"}");
        }
    }

    @Test
    void whatComesBySyslogIsFoundByItsFields() throws Exception {
        String host = "it-syslog-" + System.nanoTime();
        try (ConfigurableApplicationContext context =
                        start(Map.of("TOCSIN_SYSLOG", "true", "TOCSIN_SYSLOG_PORT", "0"));
                ElasticLink link = ElasticsearchForTests.link()) {
            assertThat(management(context, "/actuator/health").body()).contains("\"syslog-udp\":", "\"syslog-tcp\":");
            byte[] message = ("<35>1 - " + host + " su 7 ID47 [x@1 a=\"b\"] refused").getBytes(UTF_8);
            try (DatagramSocket udp = new DatagramSocket();
                    Socket tcp = new Socket(
                            InetAddress.getLoopbackAddress(),
                            doors(context).port("syslog-tcp").orElseThrow())) {
                udp.send(new DatagramPacket(
                        message,
                        message.length,
                        InetAddress.getLoopbackAddress(),
                        doors(context).port("syslog-udp").orElseThrow()));
                tcp.getOutputStream().write((message.length + " ").getBytes(UTF_8));
                tcp.getOutputStream().write(message);
            }

            String query = "host.name:\"" + host + "\" AND log.level:ERROR AND process.name:su AND process.pid:7"
                    + " AND log.syslog.facility.code:4 AND log.syslog.severity.name:Error AND log.syslog.msgid:ID47"
                    + " AND log.source.address:\"127.0.0.1\" AND message:refused AND labels.log.syslog.structured_data.x@1.a:b";
            await().atMost(Duration.ofSeconds(60)).until(() -> count(link, "logs-syslog-tocsin", query) == 2);
            assertThat(metrics(context)).contains("tocsin_dead_letters_total{stage=\"index\"} 0.0");
        }
    }

    @Test
    void itsNumbersAreThoseOfTheDocument() throws Exception {
        settings("events: {drop: [{name: health, kql: 'url.path: \"/health\"'}]}");
        try (ConfigurableApplicationContext context =
                start(Map.of("TOCSIN_SYSLOG", "true", "TOCSIN_SYSLOG_PORT", "0"))) {
            post(context, "{\"service.name\":\"it-numbers\"}\nnot a record\n");
            post(context, HEALTH);
            send(context, "it-numbers", 0, 3);
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            metrics(context).contains("tocsin_index_settled_events_total{outcome=\"indexed\"} 4.0"));

            String scrape = metrics(context);

            assertThat(MetricsTable.ofScrape(scrape)).isEqualTo(MetricsTable.ofSection("ingest-service"));
            assertThat(scrape)
                    .contains("tocsin_ingest_malformed_events_total{door=\"http\"} 1.0")
                    .contains("tocsin_stream_accepted_events_total{door=\"tcp\",stream=\"logs-it_numbers-tocsin\"} 3.0")
                    .contains("tocsin_conservation_residue_events 0.0")
                    .contains(
                            "tocsin_ingest_sifted_events_total{door=\"http\",outcome=\"dropped\",rule=\"health\"} 1.0")
                    .contains("tocsin_dead_letters_total{stage=\"decode\"} 1.0")
                    .contains("tocsin_index_ready 1.0")
                    .contains("tocsin_journal_accepting 1.0")
                    .containsPattern("tocsin_disk_free_bytes [1-9]");
        }
    }

    @Test
    void rulesAreInForceWhenTheirFileIsSaved() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(post(context, HEALTH).body()).contains("\"accepted\":1");

            settings("events: {drop: [{name: health, kql: 'url.path: \"/health\"'}]}");
            await().atMost(SOON).until(() -> post(context, HEALTH).body().contains("{\"dropped\":\"health\"}"));

            settings("events: {drop: [{name: other, kql: 'nobody knows'}]}");
            await().pollDelay(Duration.ofSeconds(5))
                    .atMost(SOON)
                    .until(() -> post(context, HEALTH).body().contains("{\"dropped\":\"health\"}"));

            settings("events: {redact: {patterns: [e-mail]}}");
            await().atMost(SOON).until(() -> post(context, HEALTH).body().contains("\"accepted\":1"));
        }
    }

    @Test
    void showsWhereAllEventsAre() throws Exception {
        settings("events: {drop: [{name: health, kql: 'url.path: \"/health\"'}]}");
        try (ConfigurableApplicationContext context = start()) {
            post(context, HEALTH);
            post(context, "{\"service.name\":\"it-account\"}\nnot a record\n");
            send(context, "it-account", 0, 3);
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            metrics(context).contains("tocsin_index_settled_events_total{outcome=\"indexed\"} 4.0"));

            HttpResponse<String> answer = management(context, "/v1/conservation");

            JsonObject account =
                    Json.createReader(new StringReader(answer.body())).readObject();
            assertThat(account.getInt("residue")).isZero();
            assertThat(account.getJsonArray("findings")).isEmpty();
            assertThat(account.getJsonArray("doors").toString())
                    .contains(
                            "{\"door\":\"tcp\",\"received\":3,\"accepted\":3,\"malformed\":0,\"deadLetters\":0,\"leftOut\":0,"
                                    + "\"lettersLost\":0,\"lettersWaiting\":0,\"dropped\":0,\"sampledOut\":0,\"pushedBack\":0,\"shed\":0,"
                                    + "\"inFlight\":0,\"overdue\":0,\"unaccounted\":0}")
                    .contains(
                            "{\"door\":\"http\",\"received\":3,\"accepted\":1,\"malformed\":1,\"deadLetters\":1,\"leftOut\":0,"
                                    + "\"lettersLost\":0,\"lettersWaiting\":0,\"dropped\":1,");
            assertThat(account.get("journal"))
                    .hasToString("{\"recovered\":0,\"appended\":4,\"damaged\":0,\"waiting\":0,\"onTheirWay\":0}");
            assertThat(account.getJsonArray("streams"))
                    .hasSize(2)
                    .anySatisfy(stream -> assertThat(stream)
                            .hasToString(
                                    "{\"stream\":\"logs-it_account-tocsin\",\"accepted\":{\"http\":1,\"tcp\":3},\"siftedOut\":0,\"recovered\":0,"
                                            + "\"settled\":{\"indexed\":4},\"inJournal\":0}"))
                    .anySatisfy(stream -> assertThat(stream.toString())
                            .startsWith("{\"stream\":\"logs-it_health-tocsin\",\"accepted\":{},\"siftedOut\":1,"));
        }
    }

    @Test
    void deadLettersAreListedMendedReplayedAndDropped() throws Exception {
        try (ConfigurableApplicationContext context = start();
                ElasticLink link = ElasticsearchForTests.link()) {
            post(context, "{\"service.name\":\"it-letters\",\nof no use, password=hunter2\n");
            JsonArray letters = letters(context, "/v1/dead-letters");
            assertThat(letters).hasSize(2);
            String useless = letters.getJsonObject(0).getString("ref");
            String ref = letters.getJsonObject(1).getString("ref");
            assertThat(letters.getJsonObject(0).toString()).contains("password=*******", "\"masked\":true");
            assertThat(management(context, "/v1/dead-letters/" + useless).body())
                    .contains("password=*******");
            assertThat(management(context, "/v1/dead-letters/" + useless + "?raw=true")
                            .body())
                    .contains("password=hunter2", "\"masked\":false");
            assertThat(letters.getJsonObject(1).toString())
                    .contains("\"state\":\"kept\"", "\"stage\":\"decode\"", "\"door\":\"http\"")
                    .contains("\"record\":\"{\\\"service.name\\\":\\\"it-letters\\\",\"");

            assertThat(change(context, "/v1/dead-letters/replay", "{\"all\":true,\"dryRun\":true}")
                            .body())
                    .startsWith("{\"done\":0,\"refs\":[],\"refused\":2,")
                    .contains("\"letters\":2,\"example\":\"decode-")
                    .contains(",\"more\":false,\"rest\":null,\"until\":\"")
                    .contains(",\"dryRun\":true,\"note\":\"Elasticsearch was not asked");
            String mended = "{\"record\":\"{\\\"service.name\\\":\\\"it-letters\\\",\\\"message\\\":\\\"mended\\\"}\"}";
            assertThat(change(context, "/v1/dead-letters/" + ref + "/replay", mended)
                            .body())
                    .startsWith("{\"done\":1,\"refs\":[\"" + ref + "\"],\"refused\":0");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> count(link, "logs-it_letters-tocsin", "message:mended") == 1);
            assertThat(change(context, "/v1/dead-letters/drop", "{\"text\":\"no use\"}")
                            .body())
                    .startsWith("{\"done\":1,\"refs\":[\"" + useless + "\"]");

            assertThat(letters(context, "/v1/dead-letters")).isEmpty();
            assertThat(letters(context, "/v1/dead-letters?state=all&stage=decode&limit=1"))
                    .hasSize(1);
            assertThat(management(context, "/v1/dead-letters/" + ref).body()).contains("\"state\":\"replayed\"");
            assertThat(management(context, "/v1/conservation").body())
                    .contains("{\"door\":\"replay\",\"received\":1,\"accepted\":1,")
                    .contains("\"residue\":0");
        }
    }

    @Test
    void whatIsAskedWronglyOfDeadLettersIsToldAndChangesNothing() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(management(context, "/v1/dead-letters/decode-2026-11-23.000:1")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(management(context, "/v1/dead-letters/nonsense").statusCode())
                    .isEqualTo(400);
            assertThat(management(context, "/v1/dead-letters?state=lost").body())
                    .contains("state is kept, replayed, dropped or all");
            HttpResponse<String> misspelt = management(context, "/v1/dead-letters?door=foo");
            assertThat(misspelt.statusCode()).isEqualTo(400);
            assertThat(misspelt.body())
                    .contains("\"reason\":\"no dead letter comes in by such a door (there are tcp, ", "\"hint\":\"");
            assertThat(management(context, "/v1/dead-letters?limit=100000").statusCode())
                    .isEqualTo(400);
            assertThat(management(context, "/v1/dead-letters?limit=many").body())
                    .startsWith("{\"error\":{")
                    .contains("limit is from 1 to 1000");
            assertThat(change(context, "/v1/dead-letters/drop", "{\"dryRun\":").body())
                    .contains("the body is no JSON of the form that is wanted");
            assertThat(change(context, "/v1/dead-letters/drop", "{}").body()).contains("say which letters");
            assertThat(change(context, "/v1/dead-letters/drop", "{\"record\":\"" + "x".repeat(5 << 20) + "\"}")
                            .body())
                    .contains("larger than 4 MB");
            // What a web page of somebody else can send without being asked.
            HttpResponse<String> form = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(managementUrl(context) + "/v1/dead-letters/drop"))
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofString("{}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(form.statusCode()).isEqualTo(415);
            assertThat(form.body())
                    .isEqualTo("{\"error\":{\"reason\":\"this Content-Type is not taken at /v1/dead-letters/drop\","
                            + "\"hint\":\"send application/json, by the header Content-Type\"}}");
        }
    }

    @Test
    void whatIsAskedWronglyOfTheManagementPortIsToldWithAHint() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(management(context, "/v1/dead-letters?stgae=index").body())
                    .isEqualTo("{\"error\":{\"reason\":\"there is no query parameter 'stgae' here: /v1/dead-letters\","
                            + "\"hint\":\"is it stage that is meant? There are state, stage, door, stream, text, limit,"
                            + " raw\"}}");
            HttpResponse<String> dropped = change(context, "/v1/dead-letters/drop?stage=index", "{\"all\":true}");
            assertThat(dropped.statusCode()).isEqualTo(400);
            assertThat(dropped.body()).contains("no query parameter 'stage'", "stands in the body");
            assertThat(management(context, "/v1/conservation?door=http").statusCode())
                    .isEqualTo(400);
            assertThat(management(context, "/actuator/prometheus?name=tocsin").statusCode())
                    .as("Spring's own")
                    .isEqualTo(200);

            HttpResponse<String> posted = change(context, "/actuator/prometheus", "{}");
            assertThat(posted.statusCode()).isEqualTo(405);
            assertThat(posted.headers().firstValue("Allow")).contains("GET");
            assertThat(posted.body())
                    .isEqualTo("{\"error\":{\"reason\":\"POST is not possible at /actuator/prometheus\","
                            + "\"hint\":\"possible is GET\"}}");
            assertThat(change(context, "/v1/conservation", "{}").body())
                    .contains("POST is not possible at /v1/conservation", "possible is GET");
            assertThat(management(context, "/metrics").statusCode()).isEqualTo(404);
            assertThat(management(context, "/metrics").body())
                    .startsWith("{\"error\":{\"reason\":\"there is nothing at /metrics\",\"hint\":\"")
                    .contains("/actuator/prometheus");
            HttpResponse<String> image = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(managementUrl(context) + "/v1/conservation"))
                            .header("Accept", "image/png")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(image.statusCode()).isEqualTo(406);
            assertThat(image.body()).contains("Accept", "leave the header out");
        }
    }

    private static JsonArray letters(ConfigurableApplicationContext context, String path) throws Exception {
        return Json.createReader(new StringReader(management(context, path).body()))
                .readObject()
                .getJsonArray("letters");
    }

    private static HttpResponse<String> change(ConfigurableApplicationContext context, String path, String json)
            throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(managementUrl(context) + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void aTakenPortOrJournalIsToldInOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> start(Map.of("TOCSIN_TCP_PORT", port)))
                    .satisfies(failure -> assertThat(sentence(failure))
                            .contains("port " + port + " is taken by PID")
                            .contains("TOCSIN_TCP_PORT"));
            assertThatThrownBy(() -> start(Map.of("TOCSIN_INGEST_MANAGEMENT_PORT", port)))
                    .satisfies(failure -> assertThat(sentence(failure)).contains("TOCSIN_INGEST_MANAGEMENT_PORT"));
        }
        try (ConfigurableApplicationContext context = start()) {
            assertThat(context.isActive()).isTrue();
            assertThatThrownBy(this::start)
                    .satisfies(failure -> assertThat(sentence(failure)).isNotBlank());
        }
    }

    private void settings(String ingest) throws IOException {
        Files.writeString(folder.resolve("ingest.yml"), "tocsin:\n  ingest:\n    " + ingest + "\n");
    }

    private ConfigurableApplicationContext start() {
        return start(Map.of());
    }

    private ConfigurableApplicationContext start(Map<String, String> different) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ELASTICSEARCH_URL",
                ElasticsearchForTests.settings().urls().getFirst().toString(),
                "TOCSIN_CONFIG",
                folder.toString(),
                "TOCSIN_DATA",
                folder.resolve("data").toString(),
                "TOCSIN_TCP_PORT",
                "0",
                "TOCSIN_HTTP_PORT",
                "0",
                "TOCSIN_INGEST_MANAGEMENT_PORT",
                "0"));
        settings.putAll(different);
        return IngestService.application(settings)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    private static String sentence(Throwable failure) {
        FailureAnalysis analysis = new StartFailure().analyze(failure);
        return analysis == null ? "" : analysis.getDescription();
    }

    private static HttpResponse<String> post(ConfigurableApplicationContext context, String body) throws Exception {
        return CLIENT.send(request(context, body).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(ConfigurableApplicationContext context, String body, String key)
            throws Exception {
        return CLIENT.send(request(context, body).header("Idempotency-Key", key).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(ConfigurableApplicationContext context, String body) {
        URI uri = URI.create("http://127.0.0.1:" + doors(context).port("http").orElseThrow() + "/v1/events");
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body));
    }

    private static void send(ConfigurableApplicationContext context, String service, int from, int to)
            throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            lines.append(
                    "{\"service.name\":\"%s\",\"level\":\"warn\",\"message\":\"hello %d\",\"n\":%d,\"sequence\":%d}\n"
                            .formatted(service, i, i, i));
        }
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), doors(context).port("tcp").orElseThrow())) {
            socket.getOutputStream().write(lines.toString().getBytes(UTF_8));
        }
        await().until(() -> context.getBean(Journal.class).room().keptBytes() > 0);
    }

    private static IngestDoors doors(ConfigurableApplicationContext context) {
        return context.getBean(DoorsLifecycle.class).doors();
    }

    private static HttpResponse<String> management(ConfigurableApplicationContext context, String path)
            throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(managementUrl(context) + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String managementUrl(ConfigurableApplicationContext context) {
        return "http://127.0.0.1:"
                + Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                        .getPort();
    }

    private static String metrics(ConfigurableApplicationContext context) throws Exception {
        return management(context, "/actuator/prometheus").body();
    }

    private static long count(ElasticLink link, String stream, String query) throws IOException {
        link.call(ElasticRequest.json("POST", "/" + stream + "/_refresh", Map.of(), new byte[0]));
        ElasticAnswer answer = link.call(ElasticRequest.get("/" + stream + "/_count", Map.of("q", query)));
        return answer.isSuccess() ? answer.json().getJsonNumber("count").longValue() : -1;
    }
}
