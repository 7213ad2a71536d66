package dev.tocsin.bench.ingest;

import dev.tocsin.bench.CpuTime;
import dev.tocsin.bench.IngestProcess;
import dev.tocsin.bench.ingest.RsyslogLines.Queue;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.template.TemplateInstaller;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The TCP door beside rsyslog: the same events into the same warm Elasticsearch, in turn, each into a fresh data stream
 * with the same mapping. rsyslog has the number of workers that was best before. What it does less is in {@link RsyslogLines}.
 */
public final class TcpDoorAgainstRsyslog {
    private static final String TOCSIN = "tocsin";
    private static final String RSYSLOG = "rsyslog";
    private static final String RSYSLOG_MEMORY = "rsyslog.memory";
    private static final int MOST_WORKERS = 4;

    private final EmbeddedElasticsearch server;
    private final Path folder;
    private final int events;
    private final int rounds;
    private final Consumer<String> out;
    private final List<RsyslogLines> peers = new ArrayList<>();
    private final Map<String, Long> missing = new TreeMap<>();
    private int streams;

    /** @param events of one measurement */
    public TcpDoorAgainstRsyslog(
            EmbeddedElasticsearch server, Path folder, int events, int rounds, Consumer<String> out) {
        this.server = server;
        this.folder = folder;
        this.events = events;
        this.rounds = rounds;
        this.out = out;
    }

    /**
     * Measures and prints; minutes.
     *
     * @return whether every event came through the door, once, in each round
     * @throws IOException with the line that installs rsyslog if there is none
     */
    public boolean run() throws IOException, InterruptedException {
        Rsyslog rsyslog = Rsyslog.find();
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()));
                HttpClient client = HttpClient.newHttpClient();
                IngestProcess ingest = IngestProcess.start(
                        folder.resolve("ingest"), server.url(), List.of("-Xmx512m", "-XX:+UseSerialGC"))) {
            new TemplateInstaller(link, link.probe().version()).install();
            ingest.service().awaitReady(client);
            Map<String, Supplier<Duration>> clocks = new LinkedHashMap<>();
            clocks.put("Elasticsearch", () -> CpuTime.of(server.process()));
            clocks.put(TOCSIN, () -> CpuTime.of(ingest.service().process()));
            clocks.put(RSYSLOG, () -> peers.stream().map(RsyslogLines::cpu).reduce(Duration.ZERO, Duration::plus));
            clocks.put("generator", CpuTime::ofThisProcess);
            Round round = new Round(link, clocks);
            Way tocsin = Door.TCP.to(ingest);
            out.accept("Warming up with %,d events a measurement".formatted(events));
            Way diskAssisted = bestOf(round, rsyslog, RSYSLOG, Queue.DISK_ASSISTED, tocsin);
            Way memory = bestOf(round, rsyslog, RSYSLOG_MEMORY, Queue.MEMORY, tocsin);
            Map<String, Way> ways = new LinkedHashMap<>();
            ways.put(TOCSIN, tocsin);
            ways.put(RSYSLOG, diskAssisted);
            ways.put(RSYSLOG_MEMORY, memory);
            compare(round, ways);
            return missing(TOCSIN) == 0;
        }
    }

    /** Each after a round of the door, which gets warm by that, as Elasticsearch does. */
    private Way bestOf(Round round, Rsyslog rsyslog, String name, Queue queue, Way door)
            throws IOException, InterruptedException {
        Way best = peer(rsyslog, queue, 1);
        double bestRate = 0;
        for (int workers = 1; workers <= MOST_WORKERS; workers++) {
            measure(round, TOCSIN, door);
            Way way = peer(rsyslog, queue, workers);
            double rate = measure(round, name, way).eventsPerSecond();
            if (rate > bestRate) {
                best = way;
                bestRate = rate;
            }
        }
        return best;
    }

    private Way peer(Rsyslog rsyslog, Queue queue, int workers) {
        RsyslogLines lines =
                new RsyslogLines(rsyslog, queue, workers, folder.resolve(queue + "-" + workers), server.url());
        peers.add(lines);
        return lines;
    }

    private void compare(Round round, Map<String, Way> ways) throws IOException, InterruptedException {
        out.accept("Measuring");
        Comparison comparison = new Comparison(TOCSIN);
        for (int i = 0; i < rounds; i++) {
            for (Map.Entry<String, Way> way : ways.entrySet()) {
                comparison.add(way.getKey(), measure(round, way.getKey(), way.getValue()));
            }
        }
        out.accept("");
        comparison.table().forEach(out);
        out.accept("");
        for (String name : ways.keySet()) {
            out.accept("ingest.peers." + name + ".events_per_second=%.0f".formatted(comparison.eventsPerSecond(name)));
        }
        for (String name : ways.keySet()) {
            out.accept("ingest.peers." + name
                    + ".cpu_micros_per_event=%.2f"
                            .formatted(comparison.cpuMicrosPerEvent(name, name.equals(TOCSIN) ? TOCSIN : RSYSLOG)));
        }
        for (String name : ways.keySet()) {
            out.accept("ingest.peers." + name + ".missing=" + missing(name));
        }
        out.accept("ingest.peers.ratio.memory=%.3f".formatted(comparison.ratio(TOCSIN, RSYSLOG_MEMORY)));
        out.accept("ingest.peers.ratio=%.3f".formatted(comparison.ratio(TOCSIN, RSYSLOG)));
    }

    /** In all rounds, those of warming up too. */
    private long missing(String name) {
        return missing.getOrDefault(name, 0L);
    }

    private Measured measure(Round round, String name, Way way) throws IOException, InterruptedException {
        String service = "peer%04d".formatted(++streams);
        Workload workload = Workload.make(service, events, streams);
        Measured measured = round.measure(way, workload, Workload.streamOf(service));
        missing.merge(name, measured.missing(), Long::sum);
        out.accept("  %-38s %,9.0f events/s%s"
                .formatted(
                        way.name(),
                        measured.eventsPerSecond(),
                        measured.arrived() == measured.sent()
                                ? ""
                                : ", %,d of %,d arrived".formatted(measured.arrived(), measured.sent())));
        return measured;
    }
}
