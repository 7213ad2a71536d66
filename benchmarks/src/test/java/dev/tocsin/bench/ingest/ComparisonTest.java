package dev.tocsin.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void comparesTheRatesOfTheSameRoundAndTakesTheMedianOfThat() {
        Comparison comparison = new Comparison("direct");
        add(comparison, 100, 50);
        add(comparison, 10, 9);
        add(comparison, 200, 160);

        assertThat(comparison.ratio("tcp", "direct")).isEqualTo(0.8);
        assertThat(comparison.eventsPerSecond("tcp")).isEqualTo(50);
        assertThat(comparison.cpuMicrosPerEvent("tcp", "ingest")).isEqualTo(7);
    }

    @Test
    void showsEachWayWithTheCpuTimeOfEachProcess() {
        Comparison comparison = new Comparison("direct");
        add(comparison, 68_800, 55_040);

        assertThat(comparison.table())
                .containsExactly(
                        "  way                events/s   ratio   CPU an event:         ingest",
                        "  direct               68,800   1.000                         0.0 µs",
                        "  tcp                  55,040   0.800                         7.0 µs");
    }

    private static void add(Comparison comparison, double direct, double tcp) {
        comparison.add("direct", new Measured(10, 10, direct, Map.of("ingest", 0.0)));
        comparison.add("tcp", new Measured(10, 10, tcp, Map.of("ingest", 7.0)));
    }
}
