package dev.tocsin.bench.crash;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A service that logs ten events a second to the HTTP door, whatever else happens, and knows when each of them was: what
 * is found later is compared with that. Each event is acknowledged before the next.
 */
final class SteadyLog implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final URI door;
    private final String service;
    private final List<Logged> logged = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("steady-log").unstarted(this::run);
    private volatile boolean logsErrors;
    private volatile boolean stopped;
    private volatile @Nullable IOException failure;

    private SteadyLog(URI door, String service) {
        this.door = door;
        this.service = service;
    }

    static SteadyLog start(URI door, String service) {
        SteadyLog log = new SteadyLog(door, service);
        log.thread.start();
        return log;
    }

    /** From now on events are errors, or are not. */
    void logErrors(boolean errors) {
        logsErrors = errors;
    }

    /** An acknowledged event. */
    record Logged(Instant time, boolean isError) {
        boolean isBetween(Instant from, Instant to) {
            return !time.isBefore(from) && time.isBefore(to);
        }
    }

    /** How many events were acknowledged. */
    long events() {
        return logged.size();
    }

    /** How many there were from one time on and before another. */
    long between(Instant from, Instant to) {
        return logged.stream().filter(event -> event.isBetween(from, to)).count();
    }

    /** The same of errors. */
    long errorsBetween(Instant from, Instant to) {
        return logged.stream()
                .filter(event -> event.isError && event.isBetween(from, to))
                .count();
    }

    private void run() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!stopped) {
                Logged event = new Logged(Instant.now(), logsErrors);
                send(client, event);
                logged.add(event);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpClient client, Logged logging) throws IOException, InterruptedException {
        String event = Json.createObjectBuilder()
                .add("@timestamp", logging.time.toString())
                .add("service.name", service)
                .add("message", "heartbeat")
                .add("level", logging.isError ? "ERROR" : "INFO")
                .add("number", logged.size())
                .build()
                .toString();
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(door)
                        .header("Content-Type", "application/x-ndjson")
                        .timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofString(event + "\n"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("an event was not acknowledged: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Returns after the last event was acknowledged; throws if one was not. */
    void stop() throws IOException, InterruptedException {
        stopped = true;
        thread.join();
        if (failure != null) {
            throw new IOException("the service could not log", failure);
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
