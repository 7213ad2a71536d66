package dev.tocsin.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./tocsin bench storm}, short. */
class StormTrialIT {
    @TempDir
    Path folder;

    @Test
    void aStormIsToldWholeAndProvokesNoRefusal() throws Exception {
        long seed = System.nanoTime();

        StormOutcome outcome =
                new StormTrial(folder, new StormSize(300, 3, 10, seed), Duration.ofMinutes(3), line -> {}).run();

        assertThat(outcome.alerts()).isEqualTo(300);
        assertThat(outcome.news()).isEqualTo(450);
        assertThat(outcome.lost()).as("lost, seed %d", seed).isZero();
        assertThat(outcome.tooMany()).as("http429, seed %d", seed).isZero();
        assertThat(outcome.refusedOtherwise()).as("seed %d", seed).isZero();
        assertThat(outcome.messages()).as("seed %d", seed).isPositive().isLessThan(300);
    }

    /** What is untold when patience ends was not told. */
    @Test
    void whatTheOutboxStillKeepsIsCountedAsLost() throws Exception {
        StormOutcome outcome = new StormTrial(folder, new StormSize(200, 2, 100, 1), Duration.ZERO, line -> {}).run();

        assertThat(outcome.lost()).isPositive();
        assertThat(outcome.isGood()).isFalse();
    }
}
