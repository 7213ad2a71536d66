package dev.tocsin.bench.ingest;

import dev.tocsin.bench.CpuTime;
import dev.tocsin.bench.IngestProcess;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.template.TemplateInstaller;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The doors against prepared bulk bodies, in turn, on the same warm Elasticsearch, each into a fresh data stream. The
 * service runs as it would, a process of its own with its journal on disk; generator, service and Elasticsearch share
 * the machine's cores, so that the ratio says what the service costs beside Elasticsearch.
 */
public final class DoorsAgainstDirect {
    private static final String DIRECT = "direct";
    private static final int MEBIBYTE = 1_048_576;
    private static final int WARM_UPS = 2;

    private final EmbeddedElasticsearch server;
    private final Path folder;
    private final int events;
    private final int rounds;
    private final Consumer<String> out;
    private int streams;

    public DoorsAgainstDirect(EmbeddedElasticsearch server, Path folder, int events, int rounds, Consumer<String> out) {
        this.server = server;
        this.folder = folder;
        this.events = events;
        this.rounds = rounds;
        this.out = out;
    }

    /** Measures and prints; minutes. */
    public void run() throws IOException, InterruptedException {
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()));
                HttpClient client = HttpClient.newHttpClient();
                IngestProcess ingest =
                        IngestProcess.start(folder, server.url(), List.of("-Xmx512m", "-XX:+UseSerialGC"))) {
            new TemplateInstaller(link, link.probe().version()).install();
            ingest.service().awaitReady(client);
            Map<String, Supplier<Duration>> clocks = new LinkedHashMap<>();
            clocks.put("Elasticsearch", () -> CpuTime.of(server.process()));
            clocks.put("ingest", () -> CpuTime.of(ingest.service().process()));
            clocks.put("generator", CpuTime::ofThisProcess);
            Round round = new Round(link, clocks);
            List<Way> doors =
                    Stream.of(Door.values()).map(door -> door.to(ingest)).toList();
            out.accept("Warming up with %,d events a measurement".formatted(events));
            for (int i = 0; i < WARM_UPS; i++) {
                measure(round, new DirectBulk(link, 2, 5 * MEBIBYTE));
                for (Way door : doors) {
                    measure(round, door);
                }
            }
            print(compare(round, bestDirect(round, link), doors), doors);
        }
    }

    private Way bestDirect(Round round, ElasticLink link) throws IOException, InterruptedException {
        Way best = new DirectBulk(link, 2, MEBIBYTE);
        double bestRate = 0;
        for (int connections = 2; connections <= 4; connections++) {
            for (int size : new int[] {1, 3, 6}) {
                Way way = new DirectBulk(link, connections, size * MEBIBYTE);
                double rate = measure(round, way).eventsPerSecond();
                if (rate > bestRate) {
                    best = way;
                    bestRate = rate;
                }
            }
        }
        return best;
    }

    private Comparison compare(Round round, Way direct, List<Way> doors) throws IOException, InterruptedException {
        out.accept("Measuring against " + direct.name());
        Comparison comparison = new Comparison(DIRECT);
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put(DIRECT, direct);
        doors.forEach(door -> ways.put(door.name(), door));
        List<Map.Entry<String, Way>> order = new ArrayList<>(ways.entrySet());
        for (int i = 0; i < rounds; i++) {
            for (Map.Entry<String, Way> way : order) {
                comparison.add(way.getKey(), measure(round, way.getValue()));
            }
            // So that each is as often before another as behind it.
            Collections.reverse(order);
        }
        return comparison;
    }

    private void print(Comparison comparison, List<Way> doors) {
        out.accept("");
        comparison.table().forEach(out);
        out.accept("");
        List<String> ways = new ArrayList<>(List.of(DIRECT));
        doors.forEach(door -> ways.add(door.name()));
        ways.forEach(way ->
                out.accept("ingest.events_per_second." + way + "=%.0f".formatted(comparison.eventsPerSecond(way))));
        doors.forEach(door ->
                out.accept("ingest.ratio." + door.name() + "=%.3f".formatted(comparison.ratio(door.name(), DIRECT))));
    }

    private Measured measure(Round round, Way way) throws IOException, InterruptedException {
        String service = "bench%04d".formatted(++streams);
        Workload workload = Workload.make(service, events, streams);
        Measured measured = round.measure(way, workload, Workload.streamOf(service));
        out.accept("  %-38s %,9.0f events/s".formatted(way.name(), measured.eventsPerSecond()));
        if (measured.arrived() != measured.sent()) {
            throw new IOException(measured.arrived() + " documents of " + measured.sent() + " events arrived");
        }
        return measured;
    }
}
