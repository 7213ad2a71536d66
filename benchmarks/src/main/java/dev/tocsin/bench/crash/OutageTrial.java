package dev.tocsin.bench.crash;

import dev.tocsin.bench.EngineProcess;
import dev.tocsin.bench.IngestProcess;
import dev.tocsin.bench.crash.WindowRecords.WindowRecord;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.fakeslack.FakeSlack;
import dev.tocsin.fakeslack.ReceivedMessage;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToLongBiFunction;

/**
 * Elasticsearch is away for a while, and the alert engine is killed meanwhile, while a service goes on logging. Then:
 * every acknowledged event is there once; each window of each rule was decided, and its number is that of the events that
 * were logged in it; a rule that watches for silence has not cried wolf; errors that were logged during the outage are told
 * once, and their end once. That no window is evaluated twice does not show here, for a record that is written again replaces
 * itself: the engine's own tests hold it.
 */
public final class OutageTrial {
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m");
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration DELAY = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String SERVICE = "outage";
    private static final String STREAM = "logs-outage-tocsin";
    private static final String ERRORS = "errors-in-outage";
    private static final String SILENCE = "heartbeat-lost";

    private final Path folder;
    private final Duration outage;
    private final Consumer<String> progress;

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
     * @param errorFires how often the errors that were logged during the outage were told
     * @param errorResolves how often their end was
     * @param falseAlarms messages about a silence that there was not
     * @param windows evaluated, of both rules
     * @param windowsMissing between the first and the last one, not evaluated or not decided
     * @param windowsMiscounted whose number is not that of the events logged in it
     */
    public record Outcome(
            long events,
            long lost,
            long doubled,
            long errorFires,
            long errorResolves,
            long falseAlarms,
            long windows,
            long windowsMissing,
            long windowsMiscounted) {
        /** Whether all is as promised. */
        public boolean isGood() {
            return lost + doubled + falseAlarms + windowsMissing + windowsMiscounted == 0
                    && errorFires == 1
                    && errorResolves == 1;
        }
    }

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
            try (IngestProcess ingest = IngestProcess.start(folder.resolve("ingest"), server.url(), QUICK_START)) {
                ingest.service().awaitReady(client);
                try (SteadyLog log = SteadyLog.start(ingest.events(), SERVICE)) {
                    // A rule's first window is older than the rule: it must not be one in which nobody logged yet.
                    pass(DELAY.plus(WINDOW.multipliedBy(2)));
                    try (EngineProcess engine = EngineProcess.start(
                            folder.resolve("engine"), server.url(), database, slack.webhook("ops"), QUICK_START)) {
                        engine.service().awaitReady(client);
                        awaitDecided(link, Instant.now().plus(WINDOW));
                        takeAway(server, engine, log);
                        Instant end = Instant.now();
                        awaitDecided(link, end);
                        log.stop();
                        return count(link, slack, log, end);
                    }
                }
            }
        }
    }

    private void takeAway(EmbeddedElasticsearch server, EngineProcess engine, SteadyLog log) throws IOException {
        progress.accept("Elasticsearch stops");
        server.stop();
        pass(outage.dividedBy(2));
        log.logErrors(true);
        pass(WINDOW);
        log.logErrors(false);
        progress.accept("the alert engine is killed and started again");
        engine.service().kill();
        engine.service().startAgain();
        pass(outage.dividedBy(2));
        progress.accept("Elasticsearch starts again");
        server.startAgain();
        pass(WINDOW);
    }

    private static void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
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

    /** Waits until the last whole window before a time is decided, for each rule. */
    private static void awaitDecided(ElasticLink link, Instant end) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            pass(Duration.ofSeconds(1));
            boolean all = true;
            for (String rule : List.of(ERRORS, SILENCE)) {
                all &= WindowRecords.of(link, rule).tailMap(end.minus(WINDOW), false).values().stream()
                        .anyMatch(WindowRecord::isDecided);
            }
            if (all) {
                return;
            }
        }
        throw new IOException("the engine did not catch up within " + PATIENCE.toSeconds() + " s");
    }

    private Outcome count(ElasticLink link, FakeSlack slack, SteadyLog log, Instant end) throws IOException {
        long acknowledged = log.events();
        StreamCensus census = new StreamCensus(link, STREAM, "numeric_labels.number");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (census.count() < acknowledged && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        }
        Map<Long, Integer> copies = census.copiesByNumber();
        long windows = 0;
        long missing = 0;
        for (String rule : List.of(ERRORS, SILENCE)) {
            NavigableMap<Instant, WindowRecord> all = WindowRecords.of(link, rule);
            windows += all.size();
            for (Instant one = all.firstKey(); one.isBefore(end); one = one.plus(WINDOW)) {
                WindowRecord record = all.get(one);
                missing += record != null && record.isDecided() ? 0 : 1;
            }
        }
        List<ReceivedMessage> aboutErrors = messagesAbout(slack, ERRORS);
        return new Outcome(
                acknowledged,
                acknowledged - copies.size(),
                copies.values().stream().filter(count -> count > 1).count(),
                fires(aboutErrors),
                resolves(aboutErrors),
                messagesAbout(slack, SILENCE).size(),
                windows,
                missing,
                miscounted(WindowRecords.of(link, SILENCE).headMap(end), log::between)
                        + miscounted(WindowRecords.of(link, ERRORS).headMap(end), log::errorsBetween));
    }

    private long miscounted(Map<Instant, WindowRecord> windows, ToLongBiFunction<Instant, Instant> loggedFromTo) {
        long wrong = 0;
        for (Map.Entry<Instant, WindowRecord> window : windows.entrySet()) {
            Instant end = window.getKey();
            long logged = loggedFromTo.applyAsLong(end.minus(WINDOW), end);
            if (window.getValue().hits() != logged) {
                progress.accept(
                        "window to " + end + ": " + logged + " events were logged, the rule saw " + window.getValue());
                wrong++;
            }
        }
        return wrong;
    }

    /** One message can say both. */
    private static long resolves(List<ReceivedMessage> messages) {
        return messages.stream()
                .filter(message -> message.text().contains("RESOLVED"))
                .count();
    }

    private static long fires(List<ReceivedMessage> messages) {
        return messages.stream()
                .filter(message ->
                        !message.text().contains("RESOLVED") || message.text().contains("FIRED"))
                .count();
    }

    private List<ReceivedMessage> messagesAbout(FakeSlack slack, String rule) {
        List<ReceivedMessage> messages = slack.messages().stream()
                .filter(message -> message.payload().toString().contains(rule))
                .toList();
        messages.forEach(message -> progress.accept("told: " + message.text()));
        return messages;
    }
}
