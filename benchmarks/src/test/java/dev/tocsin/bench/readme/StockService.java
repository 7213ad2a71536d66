package dev.tocsin.bench.readme;

import static org.awaitility.Awaitility.await;

import dev.tocsin.bench.Jars;
import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The stock Spring Boot service as a process, with a logging configuration put into its jar. */
final class StockService implements AutoCloseable {
    /** Each event is one line of the console that begins with the time; stack traces do not. */
    private static final Pattern EVENT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*");

    private final LeashedProcess process;
    private final HttpClient client;
    private final URI address;

    private StockService(LeashedProcess process, HttpClient client, URI address) {
        this.process = process;
        this.client = client;
        this.address = address;
    }

    /** Starts it, and returns when it serves. */
    static StockService start(Path folder, String logging, String destination, HttpClient client) throws IOException {
        Path jar = Files.createDirectories(folder).resolve("checkout-api.jar");
        Files.copy(Jars.app(Jars.home(), "examples/spring-service"), jar, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            Files.writeString(inside.getPath("/BOOT-INF/classes/logback-spring.xml"), logging);
        }
        int port = FreePort.find();
        LeashedProcess process = LeashedProcess.start(
                "checkout-api",
                List.of(
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-jar",
                        jar.toString(),
                        "--server.port=" + port),
                Map.of("TOCSIN_DESTINATIONS", destination),
                folder.resolve("console.log"));
        StockService service = new StockService(process, client, URI.create("http://127.0.0.1:" + port));
        await().atMost(Duration.ofSeconds(90)).until(service::serves);
        return service;
    }

    private boolean serves() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("the service ended:\n" + String.join("\n", process.lastLogLines(30)));
        }
        return Files.readString(process.log()).contains("Started CheckoutApplication");
    }

    /** Posts to a path, and returns the status. */
    int post(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Ends it in order, as Kubernetes or systemd would. Returns whether it did. */
    boolean stop() {
        return process.stop(Duration.ofSeconds(40));
    }

    /** How many events it has logged, counted on its console. */
    long logged() throws IOException {
        try (Stream<String> lines = Files.lines(process.log())) {
            return lines.filter(line -> EVENT.matcher(line).matches()).count();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
