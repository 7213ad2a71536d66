package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeaseHeartbeatTest {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final EngineHouse.Time time = new EngineHouse.Time();
    private final AtomicInteger renewals = new AtomicInteger();
    private final CycleProgress progress = new CycleProgress(time, PATIENCE);

    private LeaseHeartbeat heartbeat(Runnable renewal) {
        return new LeaseHeartbeat(renewal, progress, Duration.ofMillis(30));
    }

    @Test
    void renewsThroughALongRoundButNotForACycleThatStandsStill() {
        LeaseHeartbeat heartbeat = heartbeat(renewals::incrementAndGet);
        time.pass(PATIENCE);
        heartbeat.beat();
        assertThat(renewals).hasValue(1);

        time.pass(Duration.ofSeconds(1));
        heartbeat.beat();
        assertThat(renewals).hasValue(1);

        progress.made();
        heartbeat.beat();
        assertThat(renewals).hasValue(2);
    }

    @Test
    void goesOnWhenTheDatabaseIsBack() {
        try (LeaseHeartbeat heartbeat = heartbeat(() -> {
            if (renewals.incrementAndGet() < 3) {
                throw new IllegalStateException("no database");
            }
            if (renewals.get() == 3) {
                throw new OutOfMemoryError("for a moment");
            }
        })) {
            heartbeat.start();

            await().until(() -> renewals.get() > 4);
        }
    }
}
