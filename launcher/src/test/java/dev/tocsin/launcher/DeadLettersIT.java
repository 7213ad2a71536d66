package dev.tocsin.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.LiveProcess;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.home.RunState.Stage;
import dev.tocsin.launcher.part.ServicePart;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ./tocsin dead-letters, with the ingest service in its own process, as ./tocsin up starts it, and a real Elasticsearch. */
@Timeout(300)
class DeadLettersIT {
    private static final String STREAM = "logs-letters_it-tocsin";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int tcp;
    private int http;
    private String typed = "";
    private ServicePart ingest;
    private DataFolder taken;

    @BeforeEach
    void start() throws Exception {
        try (ElasticLink link = ElasticsearchForTests.link()) {
            new TemplateInstaller(link, link.probe().version()).install();
            link.call(ElasticRequest.json("DELETE", "/_data_stream/" + STREAM, Map.of(), new byte[0]));
        }
        Files.createDirectories(folder.resolve("config"));
        tcp = FreePort.find();
        http = FreePort.find();
        ingest = ingest();
        ingest.start();
        taken = DataFolder.take(data());
        LiveProcess self = LiveProcess.of(ProcessHandle.current());
        taken.write(new RunState(
                self,
                List.of(new PartState(
                        ingest.name(), Stage.STARTED, self, ingest.address(), ingest.check(), ingest.certificate()))));
    }

    @AfterEach
    void stop() {
        taken.close();
        ingest.stop();
    }

    @Test
    void whatWasBrokenIsFoundMendedReplayedOnceAndDropped() throws Exception {
        // given: two broken lines and a good one, at the door that can tell nobody
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tcp)) {
            socket.getOutputStream().write("""
                    {"service.name":"letters-it","message":"good"}
                    {"service.name":"letters-it","message":"broken" "n":1}
                    of no use
                    """.getBytes(UTF_8));
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> letters("kept").size() == 2);

        // then: they are listed and shown
        assertThat(run("list")).isZero();
        assertThat(text()).contains("LETTER").containsPattern("decode-\\S+:1 +\\d+s +tcp 127.0.0.1 ");
        String ref = letters("kept").get(1).getString("ref");
        assertThat(run("show", ref)).isZero();
        assertThat(text()).contains(ref + ", kept", "^ byte ", "\"message\":\"broken\" \"n\":1");

        // and: as it is it is not taken, mended it is
        assertThat(run("replay", "--all", "--dry-run")).isEqualTo(1);
        assertThat(text()).contains("0 letters would be taken.", "2 letters would stay:");
        assertThat(run("show", ref, "--record")).isZero();
        Path mended = Files.writeString(folder.resolve("mended.json"), text().replace("\"broken\" ", "\"mended\", "));
        assertThat(run("replay", ref, "--with", mended.toString(), "--dry-run")).isZero();
        assertThat(letters("kept")).hasSize(2);
        assertThat(run("replay", ref, "--with", mended.toString()))
                .as(this::text)
                .isZero();
        await().atMost(Duration.ofMinutes(1)).until(() -> count("message:mended") == 1);

        // and: a second time nothing is done
        assertThat(run("replay", ref, "--with", mended.toString())).isEqualTo(1);
        assertThat(text()).contains(ref + " was replayed already");
        assertThat(count("message:(good OR mended)")).isEqualTo(2);

        // and: what is of no use goes
        assertThat(run("drop", "--door", "tpc", "--yes")).isEqualTo(1);
        assertThat(text()).contains("is it tcp that is meant?", "there are tcp, tcp-tls, ");
        assertThat(run("drop", "--text", "of no use")).as(this::text).isZero();
        assertThat(letters("kept")).isEmpty();
        assertThat(letters("all"))
                .extracting(letter -> letter.getString("state"))
                .containsExactly("dropped", "replayed");
        assertThat(run("show", ref.replace(".000", ".00"))).isEqualTo(1);
        assertThat(text()).contains("did you mean ");
    }

    @Test
    void aRecordOfABulkGoesMendedToItsStreamUnderItsId() throws Exception {
        String broken = "{\"create\":{\"_index\":\"letters.it-2026.11.23\",\"_id\":\"order-7\"}}\n{\"message\":\n";
        assertThat(bulk(broken)).contains("\"errors\":true");
        await().atMost(Duration.ofMinutes(1)).until(() -> letters("kept").size() == 1);
        String ref = letters("kept").getFirst().getString("ref");
        assertThat(run("show", ref)).isZero();
        assertThat(text()).contains("  stream  logs-letters.it-tocsin\n", "  id      order-7\n");

        typed = "{\"service.name\":\"another\",\"message\":\"of a bulk\"}";
        assertThat(run("replay", ref, "--with", "-")).as(this::text).isZero();

        await().atMost(Duration.ofMinutes(1))
                .until(() -> count("logs-letters.it-tocsin", "_id:\"order-7\" AND message:\"of a bulk\"") == 1);

        // and: another event under that id would only come back, and is there under a new one
        assertThat(bulk("{\"create\":{\"_index\":\"letters.it\",\"_id\":\"order-7\"}}\n{\"message\":\"another\"}\n"))
                .contains("\"errors\":false");
        await().atMost(Duration.ofMinutes(1)).until(() -> letters("kept").size() == 1);
        String taken = letters("kept").getFirst().getString("ref");
        assertThat(run("replay", taken)).isEqualTo(1);
        assertThat(text()).contains(taken + " stays: another document had its id", "--new-id");
        assertThat(run("replay", taken, "--new-id")).as(this::text).isZero();
        await().atMost(Duration.ofMinutes(1)).until(() -> count("logs-letters.it-tocsin", "message:another") == 1);
        assertThat(letters("kept")).isEmpty();
        try (ElasticLink link = ElasticsearchForTests.link()) {
            link.call(ElasticRequest.json("DELETE", "/_data_stream/logs-letters.it-tocsin", Map.of(), new byte[0]));
        }
    }

    private String bulk(String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/_bulk"))
                                    .header("Content-Type", "application/x-ndjson")
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** As PartsList makes it. */
    private ServicePart ingest() throws IOException {
        int management = FreePort.find();
        return new ServicePart(
                "ingest-service",
                List.of(
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        StandInService.appJar("ingest-service").toString()),
                new HashMap<>(Map.of(
                        "TOCSIN_CONFIG", folder.resolve("config").toString(),
                        "TOCSIN_DATA", data().toString(),
                        "TOCSIN_TCP_PORT", Integer.toString(tcp),
                        "TOCSIN_HTTP_PORT", Integer.toString(http),
                        "TOCSIN_INGEST_MANAGEMENT_PORT", Integer.toString(management),
                        "ELASTICSEARCH_URL",
                                ElasticsearchForTests.settings()
                                        .urls()
                                        .getFirst()
                                        .toString())),
                folder.resolve("ingest.log"),
                "http://127.0.0.1:" + http,
                URI.create("http://127.0.0.1:" + management + "/actuator/health/readiness"),
                "",
                Duration.ofSeconds(120));
    }

    private List<JsonObject> letters(String state) {
        assertThat(run("list", "--state", state, "--format", "json"))
                .as(this::text)
                .isZero();
        return Json.createReader(new StringReader(text()))
                .readObject()
                .getJsonArray("letters")
                .getValuesAs(JsonObject.class);
    }

    private static int count(String query) throws IOException {
        return count(STREAM, query);
    }

    private static int count(String stream, String query) throws IOException {
        try (ElasticLink link = ElasticsearchForTests.link()) {
            link.call(ElasticRequest.json("POST", "/" + stream + "/_refresh", Map.of(), new byte[0]));
            ElasticAnswer answer = link.call(ElasticRequest.get("/" + stream + "/_count", Map.of("q", query)));
            return answer.json().getInt("count", -1);
        }
    }

    private int run(String... arguments) {
        written.reset();
        Terminal terminal = new Terminal(new PrintStream(written, true, UTF_8), false, false, false)
                .answeredBy(new ByteArrayInputStream(typed.getBytes(UTF_8)));
        String[] all = new String[arguments.length + 1];
        all[0] = "dead-letters";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Tocsin.commandLine(new Surroundings(
                        new Installation(Path.of("..")), terminal, Map.of("TOCSIN_DATA", data().toString())))
                .execute(all);
    }

    private String text() {
        return written.toString(UTF_8);
    }
}
