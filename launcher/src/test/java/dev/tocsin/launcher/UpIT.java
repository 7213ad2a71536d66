package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.port.Door;
import dev.tocsin.launcher.port.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * up, status and down as processes of their own, with a real Elasticsearch and a real PostgreSQL; the services are
 * stand-ins, since this module does not know theirs.
 */
class UpIT {
    private static final Duration START = Duration.ofSeconds(180);

    @TempDir
    Path temporary;

    private Path home;
    private Path data;
    private Ports ports;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void makeAnInstallation() throws IOException {
        home = StandInService.installation(temporary.resolve("home of tocsin"));
        data = temporary.resolve("data");
        ports = Ports.free();
    }

    @AfterEach
    void leaveNothing() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void leavesNoProcessWhenKilledKeepsItsStateAndStopsInOrderWhenAsked() throws Exception {
        // given
        Process first = up("first.txt");

        // then: each part is listed while it starts
        await().atMost(START)
                .until(() -> DataFolder.state(data)
                        .filter(state -> state.parts().getFirst().stage() == RunState.Stage.STARTING)
                        .isPresent());
        assertThat(tocsin("status.txt", "status").waitFor()).isEqualTo(1);
        assertThat(said("status.txt"))
                .containsPattern("elasticsearch +starting")
                .containsPattern("ingest-service +waiting")
                .containsPattern("alert-engine +waiting");

        // given
        awaitUp(first, "first.txt");
        RunState state = DataFolder.state(data).orElseThrow();
        List<ProcessHandle> below = first.descendants().toList();
        assertThat(state.parts())
                .extracting(RunState.PartState::name)
                .containsExactlyInAnyOrder("elasticsearch", "postgresql", "ingest-service", "alert-engine");
        assertThat(below).hasSizeGreaterThan(7); // each part and its leash
        Path password = data.resolve("postgresql/engine-password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(data.resolve("logs/alert-engine.log")))
                .contains("/postgres as tocsin by " + password + "\n");
        write("a document");
        assertThat(healthAfterWritingTo("logs-green-tocsin")).isEqualTo("green");
        assertThat(healthAfterWritingTo("tocsin-history-green")).isEqualTo("green");

        // then: status says so, and a second one is refused
        assertThat(tocsin("status.txt", "status").waitFor()).isZero();
        assertThat(said("status.txt")).contains("elasticsearch", "ready", "alert-engine");
        assertThat(tocsin("second.txt", "up").waitFor()).isEqualTo(1);
        assertThat(said("second.txt")).contains("a Tocsin (PID " + first.pid() + ") is running on the data folder");

        // when
        first.destroyForcibly().waitFor();

        // then
        awaitGone(below, Duration.ofSeconds(60));
        assertThat(tocsin("status.txt", "status").waitFor()).isEqualTo(3);
        assertThat(said("status.txt")).contains("did not end in order");

        // when
        Process again = up("again.txt");
        awaitUp(again, "again.txt");

        // then
        assertThat(documents()).isEqualTo(1);
        assertThat(said("again.txt")).contains("index templates are there");

        // when
        List<ProcessHandle> belowAgain = again.descendants().toList();
        assertThat(tocsin("down.txt", "down").waitFor()).isZero();

        // then
        awaitGone(belowAgain, Duration.ofSeconds(5));
        List<String> stopped = said("again.txt")
                .lines()
                .filter(line -> line.contains(" stopped "))
                .map(line -> line.strip().split(" ")[1])
                .toList();
        assertThat(stopped).hasSize(4);
        assertThat(stopped.subList(0, 2)).containsExactlyInAnyOrder("ingest-service", "alert-engine");
        assertThat(data.resolve("tocsin.json")).doesNotExist();
        assertThat(tocsin("down.txt", "down").waitFor()).isZero();
    }

    @Test
    void aServiceThatDiesIsToldAndEverythingStopsButNotTheElasticsearchOfSomebodyElse() throws Exception {
        // given
        ElasticSettings theirs = ElasticsearchForTests.settings();
        Process up = tocsin(
                "up.txt",
                "up",
                Map.of("ELASTICSEARCH_URL", theirs.urls().getFirst().toString()));
        awaitUp(up, "up.txt");
        List<ProcessHandle> below = up.descendants().toList();
        ProcessHandle engine = DataFolder.state(data).orElseThrow().parts().stream()
                .filter(part -> part.name().equals("alert-engine"))
                .findFirst()
                .flatMap(RunState.PartState::find)
                .orElseThrow();

        // when
        engine.destroyForcibly();

        // then
        assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isEqualTo(1);
        assertThat(said("up.txt")).contains("alert-engine has ended by itself, exit code 137", "yours");
        assertThat(data.resolve("elasticsearch")).doesNotExist();
        try (ElasticLink link = ElasticLink.open(theirs)) {
            assertThat(link.call(ElasticRequest.get("/_cluster/health", Map.of()))
                            .status())
                    .isEqualTo(200);
        }
        awaitGone(below, Duration.ofSeconds(5));
    }

    private Process up(String output) throws IOException {
        return tocsin(output, "up");
    }

    private Process tocsin(String output, String command) throws IOException {
        return tocsin(output, command, Map.of());
    }

    private Process tocsin(String output, String command, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dtocsin.home=" + home,
                        "-Dtocsin.elasticsearch.zip=" + System.getProperty("tocsin.elasticsearch.zip", ""),
                        "-cp",
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> !entry.contains("test-classes"))
                                .reduce((a, b) -> a + File.pathSeparator + b)
                                .orElseThrow(),
                        Tocsin.class.getName(),
                        command)
                .directory(temporary.toFile())
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve(output).toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("ELASTICSEARCH_") || name.startsWith("TOCSIN_DB"));
        environment.put("TOCSIN_DATA", data.toString());
        for (Door door : Door.values()) {
            environment.put(door.variable(), Integer.toString(ports.of(door)));
        }
        environment.putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close(); // a terminal that is not there is no reason to end
        started.add(process);
        return process;
    }

    private void awaitUp(Process process, String output) {
        await().atMost(START).until(() -> !process.isAlive() || said(output).contains("Tocsin is up"));
        assertThat(process.isAlive()).as(() -> saidQuietly(output)).isTrue();
    }

    private static void awaitGone(List<ProcessHandle> processes, Duration patience) {
        await().atMost(patience).untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
    }

    private String said(String output) throws IOException {
        return Files.readString(temporary.resolve(output), StandardCharsets.UTF_8);
    }

    private String saidQuietly(String output) {
        try {
            return said(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void write(String message) throws IOException {
        try (ElasticLink link = link()) {
            byte[] body = "{\"message\":\"%s\"}".formatted(message).getBytes(StandardCharsets.UTF_8);
            assertThat(link.call(ElasticRequest.json("POST", "/kept/_doc", Map.of("refresh", "true"), body))
                            .status())
                    .isEqualTo(201);
        }
    }

    /** What our templates make has all its shards on a single node. */
    private String healthAfterWritingTo(String name) throws IOException {
        try (ElasticLink link = link()) {
            byte[] body = "{\"@timestamp\":\"2026-01-01T00:00:00Z\"}".getBytes(StandardCharsets.UTF_8);
            assertThat(link.call(ElasticRequest.json("POST", "/" + name + "/_doc", Map.of(), body))
                            .status())
                    .isEqualTo(201);
            return link.call(ElasticRequest.get(
                            "/_cluster/health/" + name, Map.of("wait_for_status", "green", "timeout", "20s")))
                    .json()
                    .getString("status");
        }
    }

    private int documents() throws IOException {
        try (ElasticLink link = link()) {
            // The server answers before it has found its shards again.
            link.call(
                    ElasticRequest.get("/_cluster/health/kept", Map.of("wait_for_status", "yellow", "timeout", "20s")));
            return link.call(ElasticRequest.get("/kept/_count", Map.of()))
                    .json()
                    .getInt("count");
        }
    }

    private ElasticLink link() {
        return ElasticLink.open(ElasticSettings.of(URI.create("http://127.0.0.1:" + ports.of(Door.ELASTICSEARCH))));
    }
}
