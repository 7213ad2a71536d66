package dev.tocsin.bench.crash;

import dev.tocsin.bench.IngestProcess;
import dev.tocsin.bench.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code kill -9} of the whole service at random moments. */
final class ServiceKills implements Trial {
    static final String NAME = "service_kill";
    static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    private static final Duration SETTLING = Duration.ofSeconds(120);
    private static final String UNREAD = "tocsin_journal_unread_events";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int target() {
        return 20;
    }

    @Override
    public int play(Ground ground, Budget budget) throws IOException, InterruptedException {
        int runs = 0;
        try (HttpClient client = HttpClient.newHttpClient();
                IngestProcess ingest = IngestProcess.start(ground.folder(), ground.elasticsearch(), QUICK_START)) {
            ingest.service().awaitReady(client);
            try (Writers writers = ground.writersAt(ingest.events())) {
                for (; budget.allowsAfter(runs); runs++) {
                    ground.pause(100, 1_500);
                    ground.rollOverOnceIn(3);
                    ingest.service().kill();
                    ingest.service().startAgain();
                    ingest.service().awaitReady(client);
                }
                writers.stop();
            }
            awaitIndexed(ingest.service(), client);
        }
        return runs;
    }

    /** What would double comes late: it is over when the journal holds nothing more that is not settled. */
    private static void awaitIndexed(ServiceProcess service, HttpClient client)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        while (service.metric(client, UNREAD) > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not everything was indexed within " + SETTLING);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        }
    }
}
