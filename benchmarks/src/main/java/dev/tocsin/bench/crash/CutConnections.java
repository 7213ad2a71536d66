package dev.tocsin.bench.crash;

import dev.tocsin.bench.crash.fault.BulkRoad;
import dev.tocsin.bench.crash.fault.CutRoad;
import java.io.IOException;
import java.time.Duration;

/**
 * The connection to Elasticsearch is cut under a bulk: either while its task runs, with a rollover before it could be sent
 * again, or after the commit and before the answer, with a rollover now and then.
 */
final class CutConnections implements Trial {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Shorter than the data plane waits for a request that may lie unread in a socket. */
    private static final int MOST_MILLIS_LATE = 200;

    private final boolean whileItRuns;

    private CutConnections(boolean whileItRuns) {
        this.whileItRuns = whileItRuns;
    }

    static CutConnections whileTheBulkRuns() {
        return new CutConnections(true);
    }

    static CutConnections afterTheCommit() {
        return new CutConnections(false);
    }

    @Override
    public String name() {
        return whileItRuns ? "cut_and_rollover" : "cut_after_commit";
    }

    @Override
    public int target() {
        return 20;
    }

    @Override
    public int play(Ground ground, Budget budget) throws IOException, InterruptedException {
        int runs = 0;
        try (Writers writers = ground.writers();
                DataPlane plane =
                        DataPlane.open(ground.parts().to(ground.proxy().url()))) {
            for (; budget.allowsAfter(runs); runs++) {
                CutRoad road = whileItRuns
                        ? new CutRoad(true, late(ground), ground::rollOver)
                        : new CutRoad(false, Duration.ZERO, () -> ground.rollOverOnceIn(3));
                ground.proxy().bulksGo(road);
                if (!road.isOverWithin(PATIENCE)) {
                    throw new IllegalStateException("no bulk was sent within " + PATIENCE);
                }
                ground.pause(0, 300);
            }
            ground.proxy().bulksGo(BulkRoad.PLAIN);
            ground.settle(writers, plane);
        }
        return runs;
    }

    private static Duration late(Ground ground) {
        return Duration.ofMillis(ground.random().nextInt(MOST_MILLIS_LATE));
    }
}
