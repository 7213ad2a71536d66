package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPauseTest {
    @ParameterizedTest
    @CsvSource({"1, 1000, 2000", "2, 2000, 4000", "4, 8000, 16000", "5, 15000, 30000", "1000, 15000, 30000"})
    void growsWithTheTriesUpToHalfAMinute(int tries, long least, long most) {
        for (int rule = 0; rule < 200; rule++) {
            assertThat(RetryPause.after("rule-" + rule, tries))
                    .isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
        }
    }

    @Test
    void rulesThatFailedTogetherComeBackOneAfterTheOther() {
        long distinct = IntStream.range(0, 200)
                .mapToObj(rule -> RetryPause.after("rule-" + rule, 5))
                .distinct()
                .count();

        assertThat(distinct).isGreaterThan(150);
    }

    @Test
    void isTheSameEachTimeForARuleAndATry() {
        assertThat(RetryPause.after("checkout", 3)).isEqualTo(RetryPause.after("checkout", 3));
        assertThat(RetryPause.after("checkout", 6)).isNotEqualTo(RetryPause.after("checkout", 7));
    }
}
