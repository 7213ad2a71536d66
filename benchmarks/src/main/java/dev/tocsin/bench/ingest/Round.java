package dev.tocsin.bench.ingest;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends a workload one way and waits until Elasticsearch has indexed every event of it. */
final class Round {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final ElasticLink link;

    Round(ElasticLink link) {
        this.link = link;
    }

    /** Events per second from the first byte sent to the last document indexed. */
    double eventsPerSecond(Way way, Workload workload, String stream) throws IOException, InterruptedException {
        Way.Sending sending = way.prepare(workload, stream);
        long start = System.nanoTime();
        sending.send();
        awaitIndexed(stream, workload.events());
        double seconds = (System.nanoTime() - start) / 1e9;
        link.call("DELETE", "/_data_stream/" + stream, Map.of(), null);
        return workload.events() / seconds;
    }

    private void awaitIndexed(String stream, long events) throws IOException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        long indexed = 0;
        while (indexed < events) {
            if (System.nanoTime() > deadline) {
                throw new IOException("only " + indexed + " of " + events + " events were indexed");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            ElasticAnswer stats = link.call(ElasticRequest.get(
                    "/" + stream + "/_stats/indexing", Map.of("filter_path", "_all.primaries.indexing.index_total")));
            if (stats.isSuccess() && stats.json().containsKey("_all")) {
                indexed = stats.json()
                        .getJsonObject("_all")
                        .getJsonObject("primaries")
                        .getJsonObject("indexing")
                        .getJsonNumber("index_total")
                        .longValue();
            }
        }
    }
}
