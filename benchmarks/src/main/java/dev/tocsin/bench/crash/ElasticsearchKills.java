package dev.tocsin.bench.crash;

import dev.tocsin.bench.crash.fault.CutRoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * {@code kill -9} of Elasticsearch while it takes bulks: in half of the series after it has taken one whose answer does not
 * come, and which could be sent again when it is back.
 */
final class ElasticsearchKills implements Trial {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "elasticsearch_kill";
    }

    @Override
    public int target() {
        return 5;
    }

    @Override
    public int play(Ground ground, Budget budget) throws IOException, InterruptedException {
        boolean inDoubt = ground.random().nextBoolean() || ground.sabotage().deniesAll();
        DataPlane.Parts parts = ground.parts();
        int runs = 0;
        try (Writers writers = ground.writers();
                DataPlane plane =
                        DataPlane.open(inDoubt ? parts.to(ground.proxy().url()) : parts)) {
            for (; budget.allowsAfter(runs); runs++) {
                ground.pause(300, 2_000);
                ground.rollOverOnceIn(2);
                if (inDoubt) {
                    restartBehindABulk(ground);
                } else {
                    restart(ground);
                }
            }
            ground.settle(writers, plane);
        }
        return runs;
    }

    private static void restartBehindABulk(Ground ground) throws InterruptedException {
        CutRoad road = new CutRoad(true, Duration.ZERO, () -> {
            restart(ground);
            ground.rollOverOnceIn(2);
        });
        ground.proxy().bulksGo(road);
        if (!road.isOverWithin(PATIENCE)) {
            throw new IllegalStateException("no bulk was sent, or Elasticsearch did not start, within " + PATIENCE);
        }
    }

    private static void restart(Ground ground) {
        try {
            ground.server().kill();
            ground.pause(0, 1_000);
            ground.server().startAgain();
        } catch (IOException e) {
            throw new UncheckedIOException("Elasticsearch did not start again", e);
        }
    }
}
