package dev.tocsin.bench;

import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real ingest service as a process, on ports and a folder that stay the same from start to start. */
public final class IngestProcess implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(120);

    private final Path folder;
    private final List<String> jvmOptions;
    private final URI elasticsearch;
    private final int tcpPort;
    private final int httpPort;
    private final int managementPort;
    private LeashedProcess process;

    /**
     * Starts it; {@link #awaitReady} says when it can be used.
     *
     * @param folder its data, configuration and log
     * @param jvmOptions added to the command
     */
    public IngestProcess(Path folder, URI elasticsearch, List<String> jvmOptions) throws IOException {
        this.folder = folder;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.elasticsearch = elasticsearch;
        this.tcpPort = FreePort.find();
        this.httpPort = FreePort.find();
        this.managementPort = FreePort.find();
        Files.createDirectories(folder.resolve("config"));
        this.process = launch();
    }

    public int tcpPort() {
        return tcpPort;
    }

    public URI events() {
        return URI.create("http://127.0.0.1:" + httpPort + "/v1/events");
    }

    public LeashedProcess process() {
        return process;
    }

    /** Ends it as a crash would. */
    public void kill() {
        process.kill();
    }

    public void startAgain() throws IOException {
        process = launch();
    }

    public void awaitReady(HttpClient client) {
        HttpRequest readiness = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "the ingest service ended:\n" + String.join("\n", process.lastLogLines(30)));
            }
            try {
                if (client.send(readiness, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            process.onExit().completeOnTimeout(0, 100, TimeUnit.MILLISECONDS).join();
        }
        throw new IllegalStateException(
                "the ingest service is not ready:\n" + String.join("\n", process.lastLogLines(30)));
    }

    @Override
    public void close() {
        process.close();
    }

    private LeashedProcess launch() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                Jars.app(Jars.home(), "ingest-service").toString()));
        return LeashedProcess.start(
                "ingest-service",
                command,
                Map.of(
                        "TOCSIN_CONFIG", folder.resolve("config").toString(),
                        "TOCSIN_DATA", folder.resolve("data").toString(),
                        "ELASTICSEARCH_URL", elasticsearch.toString(),
                        "TOCSIN_TCP_PORT", Integer.toString(tcpPort),
                        "TOCSIN_HTTP_PORT", Integer.toString(httpPort),
                        "TOCSIN_INGEST_MANAGEMENT_PORT", Integer.toString(managementPort)),
                folder.resolve("ingest-service.log"));
    }
}
