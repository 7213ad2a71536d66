package dev.tocsin.bench.ingest;

import dev.tocsin.bench.IngestProcess;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.embedded.LeashedProcess;
import dev.tocsin.elastic.template.TemplateInstaller;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The doors against prepared bulk bodies, in turn, on the same warm Elasticsearch, each into a fresh data stream. The
 * service runs as it would, a process of its own with its journal on disk; generator, service and Elasticsearch share
 * the machine's cores, so that the ratio says what the service costs beside Elasticsearch.
 */
public final class DoorsAgainstDirect {
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
                IngestProcess ingest = IngestProcess.start(folder, server.url(), List.of("-Xmx512m"))) {
            new TemplateInstaller(link, link.probe().version()).install();
            ingest.service().awaitReady(client);
            Round round = new Round(link);
            Way tcp = new TcpLines(ingest.tcpPort(), 2);
            Way http = new HttpPosts(ingest.events(), 4);
            out.accept("Warming up with %,d events a measurement".formatted(events));
            for (int i = 0; i < WARM_UPS; i++) {
                for (Way way : List.of(new DirectBulk(link, 2, 5 * MEBIBYTE), tcp, http)) {
                    measure(round, way);
                }
            }
            Way direct = bestDirect(round, link);
            compare(round, direct, tcp, http, ingest);
        }
    }

    private Way bestDirect(Round round, ElasticLink link) throws IOException, InterruptedException {
        Way best = new DirectBulk(link, 2, MEBIBYTE);
        double bestRate = 0;
        for (int connections = 2; connections <= 4; connections++) {
            for (int size : new int[] {1, 3, 6}) {
                Way way = new DirectBulk(link, connections, size * MEBIBYTE);
                double rate = measure(round, way);
                if (rate > bestRate) {
                    best = way;
                    bestRate = rate;
                }
            }
        }
        return best;
    }

    private void compare(Round round, Way direct, Way tcp, Way http, IngestProcess ingest)
            throws IOException, InterruptedException {
        out.accept("Measuring against " + direct.name());
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Map<String, List<Double>> ratios = new LinkedHashMap<>();
        for (int i = 0; i < rounds; i++) {
            double base = measure(round, direct);
            rates.computeIfAbsent("direct", _ -> new ArrayList<>()).add(base);
            for (Way way : List.of(tcp, http)) {
                Duration elasticsearchBefore = cpu(server.process());
                Duration ingestBefore = cpu(ingest.service().process());
                Duration generatorBefore = own();
                double rate = measure(round, way);
                rates.computeIfAbsent(way.name(), _ -> new ArrayList<>()).add(rate);
                ratios.computeIfAbsent(way.name(), _ -> new ArrayList<>()).add(rate / base);
                out.accept("           CPU per event: Elasticsearch %.1f µs, ingest %.1f µs, generator %.1f µs"
                        .formatted(
                                perEvent(cpu(server.process()).minus(elasticsearchBefore)),
                                perEvent(cpu(ingest.service().process()).minus(ingestBefore)),
                                perEvent(own().minus(generatorBefore))));
            }
        }
        rates.forEach((name, all) -> out.accept("ingest.events_per_second." + name + "=" + Math.round(median(all))));
        ratios.forEach((name, all) -> out.accept("ingest.ratio." + name + "=" + "%.3f".formatted(median(all))));
    }

    private double measure(Round round, Way way) throws IOException, InterruptedException {
        String service = "bench%04d".formatted(++streams);
        Workload workload = Workload.make(service, events, streams);
        double rate = round.eventsPerSecond(way, workload, "logs-" + service + "-tocsin");
        out.accept("  %-38s %,9.0f events/s  (%d bytes each)".formatted(way.name(), rate, workload.averageBytes()));
        return rate;
    }

    private double perEvent(Duration cpu) {
        return cpu.toNanos() / 1_000.0 / events;
    }

    private static Duration cpu(LeashedProcess process) {
        return process.descendants().stream()
                .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration own() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
