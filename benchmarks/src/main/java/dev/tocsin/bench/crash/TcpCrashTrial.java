package dev.tocsin.bench.crash;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.NopStatusListener;
import dev.tocsin.bench.IngestProcess;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.template.TemplateInstaller;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import net.logstash.logback.appender.LogstashTcpSocketAppender;
import net.logstash.logback.argument.StructuredArguments;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.Logger;

/**
 * The stock appender logs at a steady pace while the service behind it is killed. The protocol has no acknowledgement,
 * so that what was under way is lost without anybody being told: this measures how much.
 */
public final class TcpCrashTrial {
    private static final int EVENTS_PER_SECOND = 2_000;
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");
    private static final Duration SETTLE_DEADLINE = Duration.ofSeconds(60);

    private final Path folder;
    private final URI elasticsearch;
    private final int kills;
    private final long seed;
    private final Consumer<String> progress;
    private volatile boolean isOver;

    public TcpCrashTrial(Path folder, URI elasticsearch, int kills, long seed, Consumer<String> progress) {
        this.folder = folder;
        this.elasticsearch = elasticsearch;
        this.kills = kills;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * What was left.
     *
     * @param logged calls of the logger
     * @param lost not found in Elasticsearch
     * @param doubled found more than once
     */
    public record Outcome(long logged, long lost, long doubled) {}

    /** Runs it; a minute or two. */
    public Outcome run() throws IOException, InterruptedException {
        String service = "appender" + Long.toHexString(seed & 0xffffff);
        Random random = new Random(seed);
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(elasticsearch));
                HttpClient client = HttpClient.newHttpClient();
                IngestProcess ingest = IngestProcess.start(folder, elasticsearch, QUICK_START)) {
            new TemplateInstaller(link, link.probe().version()).install();
            ingest.service().awaitReady(client);
            LoggerContext context = new LoggerContext();
            context.setMDCAdapter(new LogbackMDCAdapter());
            // Its complaints about broken connections are expected; what it lost is counted.
            context.getStatusManager().add(new NopStatusListener());
            Logger logger = shippingLogger(context, service, ingest.tcpPort());
            AtomicLong logged = new AtomicLong();
            Thread writer = Thread.ofPlatform().start(() -> logSteadily(logger, logged));
            for (int kill = 1; kill <= kills; kill++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2_000 + random.nextInt(3_000)));
                ingest.service().kill();
                ingest.service().startAgain();
                progress.accept("killed " + kill + " of " + kills + " times, " + logged.get() + " events logged");
                ingest.service().awaitReady(client);
            }
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            isOver = true;
            writer.join();
            context.stop();
            return count(new StreamCensus(link, "logs-" + service + "-tocsin", "numeric_labels.number"), logged.get());
        }
    }

    private Outcome count(StreamCensus census, long logged) throws IOException {
        long deadline = System.nanoTime() + SETTLE_DEADLINE.toNanos();
        long before = -1;
        long found = census.count();
        // It is over when nothing more arrives, since some never will.
        while (found < logged && (found != before || found == 0) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(4));
            before = found;
            found = census.count();
        }
        Map<Long, Integer> copies = census.copiesByNumber();
        long doubled = copies.values().stream().filter(count -> count > 1).count();
        return new Outcome(logged, logged - copies.size(), doubled);
    }

    private void logSteadily(Logger logger, AtomicLong logged) {
        long started = System.nanoTime();
        while (!isOver) {
            long due = (System.nanoTime() - started) * EVENTS_PER_SECOND / TimeUnit.SECONDS.toNanos(1);
            while (logged.get() < due) {
                logger.info("event", StructuredArguments.kv("number", logged.getAndIncrement()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private static Logger shippingLogger(LoggerContext context, String service, int port) {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setCustomFields("{\"service.name\":\"" + service + "\"}");
        encoder.start();
        LogstashTcpSocketAppender appender = new LogstashTcpSocketAppender();
        appender.setContext(context);
        appender.addDestination("127.0.0.1:" + port);
        appender.setReconnectionDelay(ch.qos.logback.core.util.Duration.buildByMilliseconds(200));
        appender.setEncoder(encoder);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        return root;
    }
}
