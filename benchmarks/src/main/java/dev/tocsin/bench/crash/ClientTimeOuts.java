package dev.tocsin.bench.crash;

import dev.tocsin.bench.crash.fault.SlowDisk;
import dev.tocsin.ingest.journal.FolderDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** The disk is slow at times, and clients give up waiting and send again. */
final class ClientTimeOuts implements Trial {
    @Override
    public String name() {
        return "client_timeout";
    }

    @Override
    public int target() {
        return 100;
    }

    @Override
    public int play(Ground ground, Budget budget) throws IOException, InterruptedException {
        Supplier<Duration> slow = () -> Duration.ofMillis(ground.random().nextInt(60));
        Supplier<Duration> impatient = () -> Duration.ofMillis(ground.random().nextInt(20, 120));
        try (DataPlane plane = DataPlane.open(ground.parts()
                        .on(new SlowDisk(new FolderDisk(ground.folder().resolve("slow")), slow)));
                Writers writers = ground.writers(impatient)) {
            while (budget.allowsAfter(ground.ledger().timeOuts())) {
                ground.pause(20, 200);
                ground.rollOverOnceIn(10);
            }
            ground.settle(writers, plane);
        }
        return ground.ledger().timeOuts();
    }
}
