package dev.tocsin.bench.crash;

import java.io.IOException;

/** {@code kill -9} of the data plane at random moments, also while it starts. */
final class DataPlaneKills implements Trial {
    @Override
    public String name() {
        return "data_plane_kill";
    }

    @Override
    public int target() {
        return 200;
    }

    @Override
    public int play(Ground ground, Budget budget) throws IOException, InterruptedException {
        int runs = 0;
        try (DataPlaneProcess process = DataPlaneProcess.start(
                        ground.folder().resolveSibling("program"),
                        ground.folder(),
                        ground.elasticsearch(),
                        ground.port());
                Writers writers = ground.writersAt(ground.door())) {
            ground.awaitAcknowledgement();
            ground.pause(500, 501);
            process.cache();
            for (; budget.allowsAfter(runs); runs++) {
                ground.pause(10, 400);
                ground.rollOverOnceIn(4);
                process.kill();
                process.startAgain();
                if (ground.random().nextInt(4) == 0) {
                    ground.pause(20, 600);
                } else {
                    process.awaitOpen();
                    ground.awaitAcknowledgement();
                }
            }
            process.close();
            try (DataPlane plane = DataPlane.open(ground.parts())) {
                ground.settle(writers, plane);
            }
        }
        return runs;
    }
}
