package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContrastTest {
    @ParameterizedTest(name = "{0} of {1}, usually {2} of {3}: {4}")
    @CsvSource({
        "92, 100, 40, 1000, true",
        "100, 100, 0, 1000, true",
        // too few, now or before
        "9, 9, 40, 1000, false",
        "92, 100, 0, 9, false",
        "0, 0, 0, 0, false",
        // it was as common before
        "92, 100, 900, 1000, false",
        "95, 100, 700, 1000, false",
        "100, 100, 1000, 1000, false",
        // most others have it not
        "29, 100, 10, 1000, false",
        "60, 100, 500, 1000, false",
        // perhaps by chance
        "6, 10, 3, 10, false",
        "10, 10, 2, 10, false",
        "12, 12, 20, 1000, true",
        "50, 100, 250, 1000, true",
    })
    void tellsOnlyWhatIsFrequentNowAndWasNotBefore(
            long with, long of, long usualWith, long usualOf, boolean isTelling) {
        assertThat(new Contrast("f", "v", with, of, usualWith, usualOf).isTelling())
                .isEqualTo(isTelling);
    }
}
