package dev.tocsin.bench.crash;

import dev.tocsin.bench.IngestProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code kill -9} of the whole service at random moments. */
final class ServiceKills implements Trial {
    static final String NAME = "service_kill";
    static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(120);

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
                IngestProcess ingest =
                        IngestProcess.start(ground.folder(), ground.server().url(), QUICK_START)) {
            ingest.service().awaitReady(client);
            try (Writers writers = Writers.start(ingest.events(), ground.service(), ground.ledger(), Writers.PATIENT)) {
                for (; budget.allowsAfter(runs); runs++) {
                    ground.pause(100, 1_500);
                    ground.rollOverOnceIn(3);
                    ingest.service().kill();
                    ingest.service().startAgain();
                    ingest.service().awaitReady(client);
                }
                writers.stop();
            }
            awaitIndexed(ground);
        }
        return runs;
    }

    private static void awaitIndexed(Ground ground) throws IOException {
        StreamCensus census = ground.census();
        long deadline = System.nanoTime() + SETTLING_NANOS;
        while (census.count() < ground.ledger().acknowledged() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        }
        // What would double comes late: give it the time to.
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
    }
}
