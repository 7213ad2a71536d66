package dev.tocsin.bench.ingest;

import dev.tocsin.bench.CpuTime;
import dev.tocsin.bench.ThreadTimes;
import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.time.Duration;

/** Sends the same events again and again to a service in front of nothing, and says what they cost the service. */
final class NullRun {
    private final NullElasticsearch elasticsearch;
    private final LeashedProcess service;
    private final Way.Sending sending;
    private final Workload workload;

    NullRun(ServiceAlone alone, Door door, Workload workload) throws IOException {
        this.elasticsearch = alone.elasticsearch();
        this.service = alone.ingest().service().process();
        this.sending = door.to(alone.ingest()).prepare(workload, Workload.streamOf(workload.service()));
        this.workload = workload;
    }

    /** Sends at least so many events, a whole number of times those of the workload. */
    Cost send(long events) throws IOException, InterruptedException {
        long times = Math.max(1, Math.ceilDiv(events, workload.events()));
        long due = elasticsearch.accepted() + times * workload.events();
        ThreadTimes threadsBefore = ThreadTimes.of(service);
        Duration before = CpuTime.of(service);
        long began = System.nanoTime();
        for (long i = 0; i < times; i++) {
            sending.send();
        }
        elasticsearch.awaitAccepted(due);
        return new Cost(
                times * workload.events(),
                times * workload.lineBytes(),
                CpuTime.of(service).minus(before),
                ThreadTimes.of(service).since(threadsBefore),
                Duration.ofNanos(System.nanoTime() - began));
    }
}
