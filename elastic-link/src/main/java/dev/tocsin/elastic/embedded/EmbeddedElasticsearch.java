package dev.tocsin.elastic.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

/**
 * A real Elasticsearch as a child process on 127.0.0.1 that ends with this process. What the minimal distribution lacks
 * is listed in RATIONALE.md.
 */
public final class EmbeddedElasticsearch implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(150);
    private static final int PORT_TRIES = 3;

    private final ElasticsearchOptions options;
    private LeashedProcess process;
    private int port;

    private EmbeddedElasticsearch(ElasticsearchOptions options, LeashedProcess process, int port) {
        this.options = options;
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it and returns when it answers.
     *
     * @throws DistributionMissing if the server was never fetched
     * @throws ServerDidNotStart with the end of its log
     */
    public static EmbeddedElasticsearch start(ElasticsearchOptions options) throws IOException {
        for (int tries = 1; ; tries++) {
            int port = options.port() == 0 ? FreePort.find() : options.port();
            LeashedProcess process = launch(options, port);
            try {
                waitUntilReady(process, url(options, port));
                return new EmbeddedElasticsearch(options, process, port);
            } catch (ServerDidNotStart e) {
                process.stop(Duration.ofSeconds(10));
                // A port that was free a moment ago can be taken by now.
                if (options.port() != 0
                        || tries == PORT_TRIES
                        || !String.valueOf(e.getMessage()).contains("BindException")) {
                    throw e;
                }
            }
        }
    }

    public URI url() {
        return url(options, port);
    }

    private static URI url(ElasticsearchOptions options, int port) {
        boolean isTls = options.settings()
                .getOrDefault("xpack.security.http.ssl.enabled", "")
                .equals("true");
        return URI.create((isTls ? "https" : "http") + "://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    public LeashedProcess process() {
        return process;
    }

    /** Ends the server and keeps its data. */
    public void stop() {
        process.stop(Duration.ofSeconds(60));
    }

    /** Ends the server as a power cut would, and keeps its data. */
    public void kill() {
        process.kill();
    }

    /** Starts it again on the same data and the same port. */
    public void startAgain() throws IOException {
        process = launch(options, port);
        waitUntilReady(process, url(options, port));
    }

    @Override
    public void close() {
        stop();
    }

    private static LeashedProcess launch(ElasticsearchOptions options, int port) throws IOException {
        Path home = ElasticsearchDistribution.home(options.progress());
        Path folder = Files.createDirectories(options.folder());
        Path config = writeConfiguration(home, options, port);
        Path temporary = emptied(folder.resolve("tmp"));
        List<String> command = RootEscape.wrap(
                List.of(home.resolve("bin").resolve("elasticsearch").toString()), folder);
        return LeashedProcess.start(
                "elasticsearch",
                command,
                Map.of(
                        "ES_JAVA_HOME", System.getProperty("java.home", ""),
                        "ES_PATH_CONF", config.toString(),
                        "ES_TMPDIR", temporary.toString(),
                        "ES_JAVA_OPTS", "",
                        "CLI_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Xmx64m" + launchersTemporary(temporary)),
                options.log());
    }

    /** What the server and its launcher left there the last time; neither runs now. */
    private static Path emptied(Path temporary) throws IOException {
        Files.createDirectories(temporary);
        try (Stream<Path> left = Files.walk(temporary)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(temporary)) {
                    Files.delete(path);
                }
            }
        }
        return temporary;
    }

    /** The JVM that launches the server does not heed ES_TMPDIR, and its script cuts options at every blank. */
    private static String launchersTemporary(Path temporary) {
        return temporary.toString().contains(" ") ? "" : " -Djava.io.tmpdir=" + temporary;
    }

    private static Path writeConfiguration(Path home, ElasticsearchOptions options, int port) throws IOException {
        Path folder = options.folder();
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.createDirectories(config.resolve("jvm.options.d"));
        for (String file : List.of("log4j2.properties", "roles.yml", "users", "users_roles", "role_mapping.yml")) {
            Path target = config.resolve(file);
            if (!Files.exists(target)) {
                Files.copy(home.resolve("config").resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("cluster.name", "tocsin");
        settings.put("node.name", "embedded");
        settings.put("path.data", folder.resolve("data").toString());
        settings.put("path.logs", folder.resolve("logs").toString());
        settings.put("network.host", "127.0.0.1");
        settings.put("http.port", Integer.toString(port));
        settings.put("transport.port", Integer.toString(FreePort.find()));
        settings.put("discovery.type", "single-node");
        settings.put("xpack.security.enabled", "false");
        // A laptop's disk is often over 90 % full; Elasticsearch would make the indices read-only.
        settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
        settings.putAll(options.settings());
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) ->
                lines.add(key + ": \"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\""));
        Files.write(config.resolve("elasticsearch.yml"), lines);
        Files.write(config.resolve("jvm.options"), jvmOptions(home, options));
        return config;
    }

    private static List<String> jvmOptions(Path home, ElasticsearchOptions options) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(home.resolve("config").resolve("jvm.options"))) {
            if (!line.startsWith("#") && !line.contains("UseG1GC") && !line.startsWith("-Xlog") && !line.isBlank()) {
                lines.add(line);
            }
        }
        lines.add("-Xms" + options.heapMegabytes() + "m");
        lines.add("-Xmx" + options.heapMegabytes() + "m");
        lines.add("-XX:+UseSerialGC");
        if (options.shortLived()) {
            lines.add("-XX:TieredStopAtLevel=1");
        }
        return lines;
    }

    private static void waitUntilReady(LeashedProcess process, URI url) throws IOException {
        HttpRequest health = HttpRequest.newBuilder(url.resolve("/_cluster/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (System.nanoTime() < deadline) {
                if (!process.isAlive()) {
                    throw new ServerDidNotStart(process, "Elasticsearch ended while starting");
                }
                if (answers(client, health)) {
                    return;
                }
                if (process.onExit()
                                .completeOnTimeout(null, 200, TimeUnit.MILLISECONDS)
                                .join()
                        != null) {
                    throw new ServerDidNotStart(process, "Elasticsearch ended while starting");
                }
            }
        }
        throw new ServerDidNotStart(
                process, "Elasticsearch did not answer within " + START_DEADLINE.toSeconds() + " s");
    }

    private static boolean answers(HttpClient client, HttpRequest health) {
        try {
            int status =
                    client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 200 || status == 401;
        } catch (SSLHandshakeException e) {
            return true; // it listens, with a certificate that only its clients know
        } catch (IOException e) {
            return false; // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
