package dev.tocsin.bench.crash;

import dev.tocsin.ingest.journal.SimulatedDisk;
import java.io.IOException;

/**
 * The power fails: of what the disk was not made to keep any part is left, torn where it may be. In half of the runs
 * nothing goes to Elasticsearch before, so that the journal alone has to have it.
 */
final class PowerCuts implements Trial {
    private static final int MOST_STEPS = 60;

    @Override
    public String name() {
        return "power_cut";
    }

    @Override
    public int target() {
        return 50;
    }

    @Override
    public int play(Ground ground, Budget budget) throws IOException, InterruptedException {
        SimulatedDisk disk = new SimulatedDisk(ground.random());
        DataPlane.Parts parts = ground.parts().on(ground.sabotage().over(disk));
        int runs = 0;
        try (Writers writers = ground.writers()) {
            for (; budget.allowsAfter(runs); runs++) {
                boolean whileItStarts = ground.random().nextInt(4) == 0;
                if (whileItStarts) {
                    disk.arm(SimulatedDisk.Fault.POWER_CUT, 1 + ground.random().nextInt(8));
                }
                try (DataPlane plane =
                        DataPlane.open(parts.indexing(ground.random().nextBoolean()))) {
                    if (!whileItStarts) {
                        ground.awaitAcknowledgement();
                    }
                    ground.pause(10, 300);
                    disk.arm(SimulatedDisk.Fault.POWER_CUT, 1 + ground.random().nextInt(MOST_STEPS));
                    ground.pause(10, 200);
                    disk.cutPower();
                } catch (IOException e) {
                    if (!disk.isPowerless()) {
                        throw e;
                    }
                }
                disk.powerOn();
            }
            try (DataPlane plane = DataPlane.open(parts)) {
                ground.settle(writers, plane);
            }
        }
        return runs;
    }
}
