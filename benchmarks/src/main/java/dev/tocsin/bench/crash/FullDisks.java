package dev.tocsin.bench.crash;

import dev.tocsin.bench.crash.fault.BulkRoad;
import dev.tocsin.bench.crash.fault.SmallDisk;
import dev.tocsin.ingest.journal.FolderDisk;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** While Elasticsearch takes nothing the disk fills up, until clients are refused; then it is emptied again. */
final class FullDisks implements Trial {
    private static final long CAPACITY = 1_500_000;
    private static final long FULL_NANOS = TimeUnit.SECONDS.toNanos(20);

    @Override
    public String name() {
        return "disk_full";
    }

    @Override
    public int target() {
        return 5;
    }

    @Override
    public int play(Ground ground, Budget budget) throws IOException, InterruptedException {
        SmallDisk disk = new SmallDisk(new FolderDisk(ground.folder().resolve("small")), CAPACITY);
        int runs = 0;
        try (Writers writers = ground.writersAt(ground.door());
                DataPlane plane =
                        DataPlane.open(ground.parts().on(disk).to(ground.proxy().url()))) {
            for (; budget.allowsAfter(runs); runs++) {
                ground.proxy().bulksGo(ground.busyRoad(0));
                awaitRefusals(ground);
                ground.pause(0, 300);
                ground.rollOverOnceIn(4);
                ground.proxy().bulksGo(BulkRoad.PLAIN);
                ground.pause(300, 1_500);
            }
            ground.settle(writers, plane);
        }
        return runs;
    }

    private static void awaitRefusals(Ground ground) {
        int before = ground.ledger().refusals();
        long deadline = System.nanoTime() + FULL_NANOS;
        while (ground.ledger().refusals() == before) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("nobody was refused on a full disk");
            }
            ground.pause(5, 20);
        }
    }
}
