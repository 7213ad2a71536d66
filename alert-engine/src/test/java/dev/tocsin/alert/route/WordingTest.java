package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "7 | 7",
                "143 | 143",
                "1234 | 1,234",
                "1234567 | 1,234,567",
                "1234.567 | 1,234.6",
                "0.5 | 0.5",
                "0.123456 | 0.1235",
                "0.00012345 | 0.0001235",
                "-12.5 | -12.5",
                "-1234 | -1,234",
                "999.99 | 1,000",
                "1e20 | 1.000e+20",
                "1e-9 | 1.000e-09"
            })
    void writesNumbers(double value, String expected) {
        assertThat(Wording.number(value)).isEqualTo(expected);
    }

    @Test
    void writesWhatIsNoNumber() {
        assertThat(Wording.number(null)).isEqualTo("none");
        assertThat(Wording.number(Double.NaN)).isEqualTo("NaN");
        assertThat(Wording.number(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT0S | 0 ms",
                "PT0.25S | 250 ms",
                "PT20S | 20 s",
                "PT4M20S | 4 min 20 s",
                "PT5M | 5 min",
                "PT2H | 2 h",
                "PT2H5S | 2 h",
                "PT1H30M12S | 1 h 30 min",
                "P3DT4H5M | 3 d 4 h",
                "PT-90S | -1 min 30 s"
            })
    void writesDurations(Duration duration, String expected) {
        assertThat(Wording.duration(duration)).isEqualTo(expected);
    }

    @Test
    void writesTimesInUtcWithTheDate() {
        assertThat(Wording.time(Instant.parse("2026-11-23T10:05:00Z"))).isEqualTo("2026-11-23 10:05:00 UTC");
        assertThat(Wording.time(Instant.parse("2026-11-23T10:05:00.0421Z"))).isEqualTo("2026-11-23 10:05:00.042 UTC");
    }
}
