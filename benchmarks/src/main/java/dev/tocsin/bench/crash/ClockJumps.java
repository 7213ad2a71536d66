package dev.tocsin.bench.crash;

import dev.tocsin.bench.crash.fault.CutRoad;
import dev.tocsin.bench.crash.fault.SetClock;
import java.io.IOException;
import java.time.Duration;

/**
 * A clock that is an hour ahead is set right, while the data plane runs or between two starts, with a bulk in doubt and a
 * rollover about that time.
 */
final class ClockJumps implements Trial {
    private static final Duration HOUR = Duration.ofHours(1);

    @Override
    public String name() {
        return "clock_back";
    }

    @Override
    public int target() {
        return 10;
    }

    @Override
    public int play(Ground ground, Budget budget) throws IOException, InterruptedException {
        SetClock clock = new SetClock();
        DataPlane.Parts parts = ground.parts().to(ground.proxy().url()).at(clock);
        int runs = 0;
        for (; budget.allowsAfter(runs); runs++) {
            boolean whileItRuns = ground.random().nextBoolean();
            clock.set(HOUR);
            try (Writers writers = ground.writers()) {
                try (DataPlane plane = DataPlane.open(parts)) {
                    ground.awaitAcknowledgement();
                    ground.pause(10, 300);
                    ground.proxy().bulksGo(new CutRoad(false, Duration.ZERO, ground::rollOver));
                    ground.pause(0, 100);
                    if (whileItRuns) {
                        clock.set(Duration.ZERO);
                        ground.settle(writers, plane);
                    }
                }
                if (!whileItRuns) {
                    clock.set(Duration.ZERO);
                    try (DataPlane plane = DataPlane.open(parts)) {
                        ground.settle(writers, plane);
                    }
                }
            }
        }
        return runs;
    }
}
