package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void aRestedClientMayBurstAndThenWaitsForItsRate() {
        RateLimit limit = new RateLimit(2, 3, 10);

        for (int i = 0; i < 3; i++) {
            assertThat(limit.take("a", START)).isZero();
        }
        assertThat(limit.take("a", START)).isEqualTo(Duration.ofMillis(500));
        assertThat(limit.take("a", START.plusMillis(499))).isPositive();
        assertThat(limit.take("a", START.plusMillis(500))).isZero();
        assertThat(limit.take("a", START.plusMillis(500))).isPositive();
    }

    @Test
    void oneClientDoesNotTakeFromAnother() {
        RateLimit limit = new RateLimit(1, 1, 10);

        assertThat(limit.take("a", START)).isZero();
        assertThat(limit.take("a", START)).isPositive();
        assertThat(limit.take("b", START)).isZero();
    }

    @Test
    void inTheLongRunNobodyGetsMoreThanTheRate() {
        long seed = 42;
        Random random = new Random(seed);
        RateLimit limit = new RateLimit(10, 20, 10);
        Instant now = START;
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            now = now.plusMillis(random.nextInt(20));
            taken += limit.take("a", now).isZero() ? 1 : 0;
        }
        double seconds = Duration.between(START, now).toMillis() / 1000.0;

        assertThat(taken).as("seed %d", seed).isBetween((int) (seconds * 10) - 1, (int) (seconds * 10) + 21);
    }

    @Test
    void remembersABoundedNumberAndForgetsWhoWasLongestAway() {
        RateLimit limit = new RateLimit(1, 1, 3);
        for (String client : new String[] {"a", "b", "c", "a", "d"}) {
            limit.take(client, START);
        }

        assertThat(limit.clients()).isEqualTo(3);
        assertThat(limit.take("a", START)).as("was there lately").isPositive();
        assertThat(limit.take("b", START)).as("was longest away").isZero();
    }

    @Test
    void aClockThatIsSetBackStopsNobodyForLong() {
        RateLimit limit = new RateLimit(1, 1, 3);
        limit.take("a", START);

        assertThat(limit.take("a", START.minusSeconds(3_600))).isEqualTo(Duration.ofSeconds(1));
        assertThat(limit.take("a", START.minusSeconds(3_599))).isZero();
    }

    @Test
    void zeroIsNoLimitAndNonsenseIsNone() {
        RateLimit none = new RateLimit(0, 1, 1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(none.take("a", START)).isZero();
        }
        assertThat(none.clients()).isZero();
        assertThatThrownBy(() -> new RateLimit(-1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimit(Double.NaN, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimit(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
