package dev.tocsin.bench.crash;

import dev.tocsin.bench.IngestProcess;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.template.TemplateInstaller;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Clients post to the HTTP door and repeat each request with its {@code Idempotency-Key} until it is acknowledged, while
 * the service is killed with {@code kill -9} at random moments and the stream rolls over now and then. Afterwards every
 * event has to be there, once.
 */
public final class HttpCrashTrial {
    private static final int CLIENTS = 3;
    private static final int EVENTS_PER_REQUEST = 40;
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");
    private static final Duration SETTLE_DEADLINE = Duration.ofSeconds(120);

    private final Path folder;
    private final URI elasticsearch;
    private final int kills;
    private final long seed;
    private final Consumer<String> progress;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger repeats = new AtomicInteger();
    private volatile boolean isOver;

    /**
     * One trial.
     *
     * @param folder for the service's data; empty
     * @param kills how often the service is killed
     * @param seed of the moments
     */
    public HttpCrashTrial(Path folder, URI elasticsearch, int kills, long seed, Consumer<String> progress) {
        this.folder = folder;
        this.elasticsearch = elasticsearch;
        this.kills = kills;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * What was left.
     *
     * @param acknowledged events that were answered with success
     * @param repeats requests that had to be sent again
     * @param lost acknowledged and not found
     * @param doubled found more than once
     */
    public record Outcome(long acknowledged, int repeats, long lost, long doubled, int rollovers) {}

    /** Runs it; minutes. */
    public Outcome run() throws IOException, InterruptedException {
        String service = "crash" + Long.toHexString(seed & 0xffffff);
        String stream = "logs-" + service + "-tocsin";
        Random random = new Random(seed);
        int rollovers = 0;
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(elasticsearch));
                HttpClient client = HttpClient.newHttpClient();
                IngestProcess ingest = IngestProcess.start(folder, elasticsearch, QUICK_START);
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            new TemplateInstaller(link, link.probe().version()).install();
            ingest.service().awaitReady(client);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                running.add(clients.submit(() -> post(ingest.events(), service, number)));
            }
            for (int kill = 1; kill <= kills; kill++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(2_500)));
                if (random.nextInt(3) == 0
                        && link.call("POST", "/" + stream + "/_rollover", Map.of(), null)
                                .isSuccess()) {
                    rollovers++;
                }
                ingest.service().kill();
                ingest.service().startAgain();
                progress.accept("killed " + kill + " of " + kills + " times, " + numbers.get() + " events sent");
                ingest.service().awaitReady(client);
            }
            isOver = true;
            for (Future<?> one : running) {
                one.get();
            }
            return count(new StreamCensus(link, stream, "numeric_labels.number"), rollovers);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed (seed " + seed + ")", e.getCause());
        }
    }

    private Outcome count(StreamCensus census, int rollovers) throws IOException {
        long acknowledged = numbers.get();
        long deadline = System.nanoTime() + SETTLE_DEADLINE.toNanos();
        while (census.count() < acknowledged && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        }
        // What would double comes late: give it the time to.
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
        Map<Long, Integer> copies = census.copiesByNumber();
        long lost = 0;
        for (long number = 0; number < acknowledged; number++) {
            lost += copies.containsKey(number) ? 0 : 1;
        }
        long doubled = copies.values().stream().filter(count -> count > 1).count();
        return new Outcome(acknowledged, repeats.get(), lost, doubled, rollovers);
    }

    /** Posts until the trial is over; each request until it is acknowledged, however long that takes. */
    private void post(URI door, String service, int client) {
        int request = 0;
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!isOver) {
                long first = numbers.getAndAdd(EVENTS_PER_REQUEST);
                StringBuilder body = new StringBuilder();
                for (long number = first; number < first + EVENTS_PER_REQUEST; number++) {
                    body.append("{\"message\":\"event ").append(number).append("\",\"service.name\":\"");
                    body.append(service)
                            .append("\",\"level\":\"INFO\",\"number\":")
                            .append(number)
                            .append("}\n");
                }
                HttpRequest post = HttpRequest.newBuilder(door)
                        .header("Content-Type", "application/x-ndjson")
                        .header("Idempotency-Key", seed + "-" + client + "-" + request++)
                        .timeout(Duration.ofSeconds(10))
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build();
                while (!isAcknowledged(http, post)) {
                    repeats.incrementAndGet();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
            }
        }
    }

    private static boolean isAcknowledged(HttpClient http, HttpRequest post) {
        try {
            HttpResponse<String> answer = http.send(post, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 400 && answer.statusCode() < 500 && answer.statusCode() != 429) {
                throw new IllegalStateException("refused for good: " + answer.statusCode() + " " + answer.body());
            }
            return answer.statusCode() == 200;
        } catch (IOException e) {
            return false; // no answer: what happened is not known
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
