package dev.tocsin.bench.crash;

import java.io.IOException;

/** {@code kill -9} of Elasticsearch while it takes bulks. */
final class ElasticsearchKills implements Trial {
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
        int runs = 0;
        try (Writers writers = ground.writers();
                DataPlane plane = DataPlane.open(ground.parts())) {
            for (; budget.allowsAfter(runs); runs++) {
                ground.pause(300, 2_000);
                ground.rollOverOnceIn(2);
                ground.server().kill();
                ground.pause(0, 1_000);
                ground.server().startAgain();
            }
            ground.settle(writers, plane);
        }
        return runs;
    }
}
