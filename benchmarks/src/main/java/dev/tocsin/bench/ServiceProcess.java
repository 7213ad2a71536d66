package dev.tocsin.bench;

import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real service as a process that is killed and started again on the same ports and folder. */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(180);

    private final String module;
    private final List<String> command;
    private final Map<String, String> environment;
    private final int managementPort;
    private final Path log;
    private LeashedProcess process;

    private ServiceProcess(
            String module,
            List<String> command,
            Map<String, String> environment,
            int managementPort,
            Path log,
            LeashedProcess process) {
        this.module = module;
        this.command = command;
        this.environment = environment;
        this.managementPort = managementPort;
        this.log = log;
        this.process = process;
    }

    /** Starts it; {@link #awaitReady} says when it can be used. */
    static ServiceProcess start(
            String module,
            List<String> before,
            List<String> jvmOptions,
            Map<String, String> environment,
            int managementPort,
            Path log)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                Jars.app(Jars.home(), module).toString()));
        Map<String, String> all = new HashMap<>(environment);
        // The launcher sets it for the benchmark; a service has no such pipe, and would end at once.
        all.put("TOCSIN_PARENT_PIPE", "");
        return new ServiceProcess(
                module, command, all, managementPort, log, LeashedProcess.start(module, command, all, log));
    }

    /** The running process. */
    public LeashedProcess process() {
        return process;
    }

    /** Where health and metrics are. */
    public int managementPort() {
        return managementPort;
    }

    /** Ends it as a crash would. */
    public void kill() {
        process.kill();
    }

    /** Starts it where it was killed. */
    public void startAgain() throws IOException {
        process = LeashedProcess.start(module, command, environment, log);
    }

    /** Waits until its readiness is up. */
    public void awaitReady(HttpClient client) {
        HttpRequest readiness = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IllegalStateException(module + " ended:\n" + String.join("\n", process.lastLogLines(30)));
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
        throw new IllegalStateException(module + " is not ready:\n" + String.join("\n", process.lastLogLines(30)));
    }

    /**
     * The value of a metric without labels, now.
     *
     * @throws IOException if there is none, or no answer
     */
    public double metric(HttpClient client, String name) throws IOException, InterruptedException {
        HttpRequest scrape = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/actuator/prometheus"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return client.send(scrape, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .orElseThrow(() -> new IOException(module + " has no metric " + name));
    }

    @Override
    public void close() {
        process.close();
    }
}
