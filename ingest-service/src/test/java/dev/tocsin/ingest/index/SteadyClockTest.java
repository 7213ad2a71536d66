package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private Instant shown = Instant.parse("2026-11-23T12:00:00Z");
    private final SteadyClock clock = new SteadyClock(() -> shown);

    @Test
    void goesWithTheClockBehindIt() {
        Instant before = clock.instant();
        shown = shown.plusSeconds(5);

        assertThat(clock.instant()).isEqualTo(before.plusSeconds(5));
    }

    @Test
    void goesOnWhenThatIsSetBackAsOftenAsThatIs() {
        Instant before = clock.instant();
        for (int i = 1; i <= 3; i++) {
            shown = shown.minus(Duration.ofHours(1));
            clock.instant();
            shown = shown.plusSeconds(5);

            assertThat(clock.instant()).isEqualTo(before.plusSeconds(5L * i));
        }
    }
}
