package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowancesTest {
    private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
    private static final Rate TEN = Rate.of(10);

    private final Allowances allowances = new Allowances(3);

    @ParameterizedTest
    @CsvSource({
        // had before, then a pause, then wanted and granted
        "0,     0,  5,  5",
        "0,     0, 20, 20",
        "0,     0, 50, 20",
        "20,    0,  1,  0",
        "20,   99,  1,  0",
        "20,  100,  1,  1",
        "20, 1000, 50, 10",
        "20, 1999, 50, 19",
        "20, 9000, 50, 20",
        "5,  1000, 50, 20",
        "0,     0,  0,  0",
    })
    void givesAsManyAsThereAre(int before, long pauseMillis, int wanted, int granted) {
        allowances.takeUpTo(before, "a", TEN, START);

        assertThat(allowances.takeUpTo(wanted, "a", TEN, START.plusMillis(pauseMillis)))
                .isEqualTo(granted);
    }

    @Test
    void partsOfOneAreNotLost() {
        allowances.takeUpTo(20, "a", TEN, START);
        int granted = 0;
        for (int millis = 1; millis <= 10_000; millis++) {
            granted += allowances.takeUpTo(7, "a", TEN, START.plusMillis(millis));
        }

        assertThat(granted).isBetween(99, 100);
    }

    @Test
    void inTheLongRunNobodyGetsMoreThanTheRateOrLessThanItWants() {
        long seed = 20_261_130;
        Random random = new Random(seed);
        Allowances many = new Allowances(2);
        Instant now = START;
        int modest = 0;
        int modestWanted = 0;
        int greedy = 0;
        for (int i = 0; i < 10_000; i++) {
            now = now.plusMillis(random.nextInt(400));
            greedy += many.takeUpTo(random.nextInt(100), "greedy", TEN, now);
            int wanted = random.nextInt(3);
            modestWanted += wanted;
            modest += many.takeUpTo(wanted, "modest", TEN, now);
        }
        double seconds = Duration.between(START, now).toMillis() / 1000.0;

        assertThat(greedy).as("seed %d", seed).isBetween((int) (seconds * 10) - 30, (int) (seconds * 10) + 21);
        assertThat(modest).as("seed %d", seed).isEqualTo(modestWanted);
    }

    @Test
    void anotherRateIsInForceAtOnce() {
        assertThat(allowances.takeUpTo(100, "a", TEN, START)).isEqualTo(20);

        assertThat(allowances.takeUpTo(100, "a", Rate.of(0), START))
                .as("no limit")
                .isEqualTo(100);
        assertThat(allowances.takeUpTo(100, "a", Rate.of(100), START))
                .as("nothing is given twice")
                .isZero();
        assertThat(allowances.takeUpTo(500, "a", Rate.of(100), START.plusSeconds(1)))
                .isEqualTo(100);
        assertThat(allowances.takeUpTo(500, "b", Rate.of(100), START)).isEqualTo(200);
        assertThat(allowances.takeUpTo(500, "c", Rate.of(1_000), START)).isEqualTo(500);
        assertThat(allowances.takeUpTo(500, "c", Rate.of(1), START.plusSeconds(9)))
                .as("what was left of the larger one is cut")
                .isEqualTo(2);
    }

    @Test
    void howeverManyClientsThereAreOnlySomeAreRemembered() {
        for (int i = 0; i < 100_000; i++) {
            allowances.takeUpTo(20, "address " + i, TEN, START);
        }

        assertThat(allowances.clients()).isEqualTo(3);
        assertThat(allowances.takeUpTo(1, "address 99999", TEN, START)).isZero();
    }

    @Test
    void whereThereIsNoLimitNobodyIsRemembered() {
        allowances.takeUpTo(20, "a", Rate.of(0), START);

        assertThat(allowances.clients()).isZero();
    }

    @Test
    void aClockThatIsSetBackStopsNobodyForLong() {
        allowances.takeUpTo(20, "a", TEN, START);

        assertThat(allowances.takeUpTo(1, "a", TEN, START.minusSeconds(3_600))).isZero();
        assertThat(allowances.takeUpTo(20, "a", TEN, START.minusSeconds(3_599))).isEqualTo(10);
    }
}
