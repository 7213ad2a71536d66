package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({"PT5S,, PT5S", "PT5S, PT1S, PT5S", "PT5S, PT7S, PT7S", "PT5S, PT30S, PT30S", "PT5S, PT1H, PT30S"})
    void waitsAsLongAsItIsAskedToButNotForAnHour(Duration pause, @Nullable Duration asked, Duration waited) {
        assertThat(Backoff.longer(pause, asked)).isEqualTo(waited);
    }

    @Test
    void growsUpToTheLongestPause() {
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), new Random(7));

        assertThat(backoff.after(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(201));
        assertThat(backoff.after(3)).isBetween(Duration.ofMillis(400), Duration.ofMillis(801));
        assertThat(backoff.after(1_000)).isBetween(Duration.ofMillis(2_500), Duration.ofMillis(5_001));
    }
}
