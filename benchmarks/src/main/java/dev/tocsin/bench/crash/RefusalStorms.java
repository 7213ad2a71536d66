package dev.tocsin.bench.crash;

import dev.tocsin.bench.crash.fault.BulkRoad;
import java.io.IOException;

/** Elasticsearch answers 429 for a while, to whole bulks or to some of their items. */
final class RefusalStorms implements Trial {
    @Override
    public String name() {
        return "storm_of_429";
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
                double share =
                        ground.random().nextBoolean() ? 0 : ground.random().nextDouble();
                ground.proxy().bulksGo(ground.busyRoad(share));
                ground.pause(100, 800);
                ground.rollOverOnceIn(4);
                ground.proxy().bulksGo(BulkRoad.PLAIN);
                ground.pause(50, 400);
            }
            ground.settle(writers, plane);
        }
        return runs;
    }
}
