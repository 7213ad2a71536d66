package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecentLeastTest {
    private static final double NONE = Double.POSITIVE_INFINITY;

    @ParameterizedTest
    @CsvSource({"1000, 3", "1099, 3", "1150, 3", "1199, 3", "1250, Infinity", "99999, Infinity", "500, Infinity"})
    void knowsTheLeastOfThePresentPeriodAndTheOneBefore(long asked, double least) {
        RecentLeast recent = new RecentLeast(100);
        recent.add(5, 1_000);
        recent.add(3, 1_001);
        recent.add(4, 1_002);

        assertThat(recent.least(asked)).isEqualTo(least);
    }

    @Test
    void forgetsPeriodByPeriod() {
        RecentLeast recent = new RecentLeast(100);
        assertThat(recent.least(0)).isEqualTo(NONE);
        recent.add(1, 10);
        recent.add(7, 110);
        assertThat(recent.least(150)).isEqualTo(1);
        recent.add(9, 215);
        assertThat(recent.least(220)).isEqualTo(7);
    }
}
