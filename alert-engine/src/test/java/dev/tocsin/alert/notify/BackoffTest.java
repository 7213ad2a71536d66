package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackoffTest {
    @ParameterizedTest
    @CsvSource({"1, 500, 1000", "2, 1000, 2000", "5, 8000, 16000", "8, 60000, 120000", "1000000, 60000, 120000"})
    void doublesUpToTheCapAndLeavesHalfToChance(int failures, long least, long most) {
        Random random = new Random(failures);
        for (int i = 0; i < 1_000; i++) {
            assertThat(Backoff.standard().after(failures, random))
                    .isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
        }
    }
}
