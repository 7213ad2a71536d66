package dev.tocsin.bench.crash;

import dev.tocsin.bench.EngineProcess;
import dev.tocsin.bench.IngestProcess;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.fakeslack.FakeSlack;
import dev.tocsin.fakeslack.ReceivedMessage;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Elasticsearch is away for a while, and the alert engine is killed meanwhile, while a service goes on logging. Then:
 * every acknowledged event is there once; a rule that watches for silence has not cried wolf; errors that were logged
 * during the outage are told, once; and each window of each rule was evaluated, once.
 */
public final class OutageTrial {
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m");
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String STREAM = "logs-outage-tocsin";
    private static final String ERRORS = "errors-in-outage";
    private static final String SILENCE = "heartbeat-lost";

    private final Path folder;
    private final Duration outage;
    private final Consumer<String> progress;
    private long sent;

    public OutageTrial(Path folder, Duration outage, Consumer<String> progress) {
        this.folder = folder;
        this.outage = outage;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param events acknowledged
     * @param lost acknowledged and not found
     * @param doubled found more than once
     * @param errorMessages messages about the errors that were logged during the outage
     * @param falseAlarms messages about a silence that there was not
     * @param windows evaluated, of both rules
     * @param windowsMissing between the first and the last one, not evaluated
     * @param undecidedAtTheEnd windows whose record still says undecided
     */
    public record Outcome(
            long events,
            long lost,
            long doubled,
            long errorMessages,
            long falseAlarms,
            long windows,
            long windowsMissing,
            long undecidedAtTheEnd) {}

    /** Runs it; the outage and about two minutes. */
    public Outcome run() throws IOException, InterruptedException {
        writeRules();
        try (EmbeddedElasticsearch server =
                        EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(folder.resolve("elasticsearch")));
                EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("postgres"), 0, true, progress);
                ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()));
                FakeSlack slack = FakeSlack.start(0);
                HttpClient client = HttpClient.newHttpClient()) {
            new TemplateInstaller(link, link.probe().version()).install();
            try (IngestProcess ingest = IngestProcess.start(folder.resolve("ingest"), server.url(), QUICK_START);
                    EngineProcess engine = EngineProcess.start(
                            folder.resolve("engine"), server.url(), database, slack.webhook("ops"), QUICK_START)) {
                ingest.service().awaitReady(client);
                logFor(Duration.ofSeconds(15), client, ingest.events(), false);
                engine.service().awaitReady(client);
                logFor(WINDOW.multipliedBy(6), client, ingest.events(), false);
                progress.accept("Elasticsearch stops");
                // The service goes on logging while the server takes its time to end: a pause would be a real silence.
                Thread stopping = Thread.ofVirtual().start(server::stop);
                while (stopping.isAlive()) {
                    logFor(Duration.ofSeconds(1), client, ingest.events(), false);
                }
                logFor(outage.dividedBy(2), client, ingest.events(), false);
                logFor(Duration.ofSeconds(4), client, ingest.events(), true);
                progress.accept("the alert engine is killed and started again");
                Thread killing = Thread.ofVirtual().start(() -> engine.service().kill());
                while (killing.isAlive()) {
                    logFor(Duration.ofSeconds(1), client, ingest.events(), false);
                }
                engine.service().startAgain();
                logFor(outage.dividedBy(2), client, ingest.events(), false);
                progress.accept("Elasticsearch starts again");
                AtomicBoolean isBack = new AtomicBoolean();
                Thread starting = Thread.ofVirtual().start(() -> {
                    try {
                        server.startAgain();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    } finally {
                        isBack.set(true);
                    }
                });
                while (!isBack.get()) {
                    logFor(Duration.ofSeconds(1), client, ingest.events(), false);
                }
                starting.join();
                logFor(Duration.ofSeconds(40), client, ingest.events(), false);
                Instant end = Instant.now();
                awaitDecided(link, end, client, ingest.events());
                return count(link, slack, end);
            }
        }
    }

    private void writeRules() throws IOException {
        Path rules = Files.createDirectories(folder.resolve("engine/config/rules"));
        String times = "window: 5s\nevery: 5s\ndelay: 15s\n";
        Files.writeString(rules.resolve("errors.yml"), "rule: " + ERRORS + """

                query: {service: outage, kql: 'log.level: ERROR'}
                condition: {count: hits, threshold: {above: 5}}
                """ + times);
        Files.writeString(rules.resolve("silence.yml"), "rule: " + SILENCE + """

                query: {service: outage, kql: 'message: heartbeat'}
                condition: {count: hits, threshold: {below: 1}}
                """ + times);
    }

    /** Ten events a second, each acknowledged before the next. */
    private void logFor(Duration time, HttpClient client, URI door, boolean errors)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < deadline) {
            String event = Json.createObjectBuilder()
                    .add("@timestamp", Instant.now().toString())
                    .add("service.name", "outage")
                    .add("message", "heartbeat")
                    .add("level", errors ? "ERROR" : "INFO")
                    .add("number", sent)
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
            sent++;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private void awaitDecided(ElasticLink link, Instant end, HttpClient client, URI door)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            logFor(Duration.ofSeconds(2), client, door, false);
            if (List.of(ERRORS, SILENCE).stream().allMatch(rule -> isDecidedTo(link, rule, end))) {
                return;
            }
        }
        throw new IOException("the engine did not catch up within " + PATIENCE.toSeconds() + " s");
    }

    private static boolean isDecidedTo(ElasticLink link, String rule, Instant end) {
        try {
            Map<Instant, String> windows = windows(link, rule);
            return !windows.isEmpty()
                    && windows.keySet().stream().anyMatch(one -> !one.isBefore(end.minus(WINDOW.multipliedBy(2))));
        } catch (IOException e) {
            return false;
        }
    }

    private Outcome count(ElasticLink link, FakeSlack slack, Instant end) throws IOException {
        long acknowledged = sent;
        StreamCensus census = new StreamCensus(link, STREAM, "numeric_labels.number");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (census.count() < acknowledged && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        }
        Map<Long, Integer> copies = census.copiesByNumber();
        long windows = 0;
        long missing = 0;
        long undecided = 0;
        for (String rule : List.of(ERRORS, SILENCE)) {
            TreeMap<Instant, String> all = new TreeMap<>(windows(link, rule));
            windows += all.size();
            for (Instant one = all.firstKey();
                    one.isBefore(end.minus(WINDOW.multipliedBy(2)));
                    one = one.plus(WINDOW)) {
                missing += all.containsKey(one) ? 0 : 1;
            }
            undecided += all.headMap(end.minus(WINDOW.multipliedBy(2))).values().stream()
                    .filter("undecided"::equals)
                    .count();
        }
        return new Outcome(
                acknowledged,
                acknowledged - copies.size(),
                copies.values().stream().filter(count -> count > 1).count(),
                messagesAbout(slack, ERRORS),
                messagesAbout(slack, SILENCE),
                windows,
                missing,
                undecided);
    }

    private static long messagesAbout(FakeSlack slack, String rule) {
        return slack.messages().stream()
                .map(ReceivedMessage::payload)
                .filter(payload -> payload.toString().contains(rule))
                .count();
    }

    /** Window end to what was answered, from the history in Elasticsearch. */
    private static Map<Instant, String> windows(ElasticLink link, String rule) throws IOException {
        link.call("POST", "/tocsin-history-windows-*/_refresh", Map.of(), null);
        JsonObject query =
                Json.createReader(new StringReader("""
                        {"size":10000,"query":{"term":{"rule":"%s"}},"sort":[{"@timestamp":"asc"}]}""".formatted(rule))).readObject();
        ElasticAnswer answer = link.call("POST", "/tocsin-history-windows-*/_search", Map.of(), query);
        Map<Instant, String> windows = new TreeMap<>();
        if (!answer.isSuccess()) {
            return windows;
        }
        for (JsonValue hit : answer.json().getJsonObject("hits").getJsonArray("hits")) {
            JsonObject document = hit.asJsonObject().getJsonObject("_source");
            String previous =
                    windows.put(Instant.parse(document.getString("@timestamp")), document.getString("answer"));
            if (previous != null) {
                throw new IOException("a window of " + rule + " was recorded twice: " + document);
            }
        }
        return windows;
    }
}
