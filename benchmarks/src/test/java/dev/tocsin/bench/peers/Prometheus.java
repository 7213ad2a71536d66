package dev.tocsin.bench.peers;

import static org.awaitility.Awaitility.await;

import dev.tocsin.bench.Jars;
import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.elastic.embedded.LeashedProcess;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A real Prometheus, found on this machine or unpacked by {@code .ci/run}; and its promtool. */
final class Prometheus implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration START = Duration.ofMinutes(1);

    private final LeashedProcess process;
    private final URI url;

    private Prometheus(LeashedProcess process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Comes back when it answers queries: it listens a moment before, and says 503 until its storage is open.
     *
     * @param folder of its data, log and configuration {@code prometheus.yml}
     */
    static Prometheus start(Path folder) throws IOException {
        int port = FreePort.find();
        LeashedProcess process = LeashedProcess.start(
                "prometheus",
                List.of(
                        program("prometheus").toString(),
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port),
                Map.of(),
                folder.resolve("prometheus.log"));
        Prometheus prometheus = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
        try {
            await().atMost(START).ignoreException(ConnectException.class).until(prometheus::isReady);
            return prometheus;
        } catch (ConditionTimeoutException late) {
            String log = prometheus.log();
            prometheus.close();
            throw new IllegalStateException("Prometheus is not ready:\n" + log, late);
        }
    }

    private boolean isReady() throws IOException, InterruptedException {
        return CLIENT.send(
                                HttpRequest.newBuilder(URI.create(url + "/-/ready"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    private static Path program(String name) {
        Stream<Path> installed = Stream.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                .map(folder -> Path.of(folder, name));
        return Stream.concat(
                        installed,
                        Stream.of(Jars.home()
                                .resolve("target/peers/prometheus/usr/bin")
                                .resolve(name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "There is no " + name + " in PATH: install Prometheus, or run .ci/run on Debian"));
    }

    /** What promtool complains about; empty if nothing. */
    static String complaints(Path input, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("promtool", ".txt");
        try {
            Process tool = new ProcessBuilder(
                            Stream.concat(Stream.of(program("promtool").toString()), Stream.of(command))
                                    .toList())
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!tool.waitFor(60, TimeUnit.SECONDS)) {
                tool.destroyForcibly();
                return "no answer within a minute";
            }
            String text = Files.readString(output);
            return tool.exitValue() == 0 ? "" : text + "\nexit code " + tool.exitValue();
        } finally {
            Files.delete(output);
        }
    }

    /** The last lines of its log. */
    String log() {
        return String.join("\n", process.lastLogLines(20));
    }

    JsonObject query(String expression) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + encoded(expression));
    }

    JsonObject queryRange(String expression, long from, long to) throws IOException, InterruptedException {
        return get("/api/v1/query_range?step=5&start=" + from + "&end=" + to + "&query=" + encoded(expression));
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        String body = CLIENT.send(
                        HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            return reader.readObject();
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.close();
    }
}
