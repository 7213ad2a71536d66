package dev.tocsin.bench.ingest;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Sends a workload one way, waits until Elasticsearch has indexed it, and says what that took of each process. */
final class Round {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(250);
    /** Of a glance, in CPU time of all processes. */
    private static final int QUIET_PERCENT = 20;

    private static final int GLANCES = 80;

    private final ElasticLink link;
    private final Map<String, Supplier<Duration>> clocks;

    /** @param clocks the CPU time of each process, by its name; in the order in which they are shown */
    Round(ElasticLink link, Map<String, Supplier<Duration>> clocks) {
        this.link = link;
        this.clocks = new LinkedHashMap<>(clocks);
    }

    /** @param stream into which the way puts the workload; a new one */
    Measured measure(Way way, Workload workload, String stream) throws IOException, InterruptedException {
        try (Way.Sending sending = way.prepare(workload, stream)) {
            settle();
            Map<String, Duration> before = cpu();
            long began = System.nanoTime();
            sending.send();
            long ended = awaitIndexed(stream, workload.events());
            Map<String, Duration> after = cpu();
            long arrived = count(stream);
            link.call("DELETE", "/_data_stream/" + stream, Map.of(), null);
            Map<String, Double> micros = new LinkedHashMap<>();
            after.forEach((name, cpu) -> micros.put(
                    name, cpu.minus(before.getOrDefault(name, Duration.ZERO)).toNanos() / 1e3 / workload.events()));
            return new Measured(workload.events(), arrived, arrived / ((ended - began) / 1e9), micros);
        }
    }

    /** Waits until nobody works on what came before any more: merges, deleted indices, garbage. */
    private void settle() {
        Duration last = inAll();
        for (int i = 0; i < GLANCES; i++) {
            LockSupport.parkNanos(GLANCE.toNanos());
            Duration now = inAll();
            if (now.minus(last).toNanos() < GLANCE.toNanos() / 100 * QUIET_PERCENT) {
                return;
            }
            last = now;
        }
    }

    private Duration inAll() {
        return cpu().values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    private Map<String, Duration> cpu() {
        Map<String, Duration> now = new LinkedHashMap<>();
        clocks.forEach((name, clock) -> now.put(name, clock.get()));
        return now;
    }

    /** When the last one was seen; not all come in, if none did for a while. */
    private long awaitIndexed(String stream, long events) throws IOException {
        long lastSeen = System.nanoTime();
        long indexed = 0;
        while (indexed < events && System.nanoTime() - lastSeen < PATIENCE.toNanos()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            long now = indexed(stream);
            if (now > indexed) {
                indexed = now;
                lastSeen = System.nanoTime();
            }
        }
        return lastSeen;
    }

    private long indexed(String stream) throws IOException {
        ElasticAnswer stats = link.call(ElasticRequest.get(
                "/" + stream + "/_stats/indexing", Map.of("filter_path", "_all.primaries.indexing.index_total")));
        return stats.isSuccess() && stats.json().containsKey("_all")
                ? stats.json()
                        .getJsonObject("_all")
                        .getJsonObject("primaries")
                        .getJsonObject("indexing")
                        .getJsonNumber("index_total")
                        .longValue()
                : 0;
    }

    private long count(String stream) throws IOException {
        link.call("POST", "/" + stream + "/_refresh", Map.of(), null);
        ElasticAnswer answer = link.call(ElasticRequest.get("/" + stream + "/_count", Map.of()));
        return answer.isSuccess() ? answer.json().getJsonNumber("count").longValue() : 0;
    }
}
