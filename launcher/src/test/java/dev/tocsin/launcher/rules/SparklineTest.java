package dev.tocsin.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SparklineTest {
    private static List<@Nullable Double> values(@Nullable Double... values) {
        List<@Nullable Double> list = new ArrayList<>();
        for (Double value : values) {
            list.add(value);
        }
        return list;
    }

    @Test
    void showsValuesAgainstTheLargestAndMarksWhatPasses() {
        Sparkline line = new Sparkline(values(0.0, 5.0, 10.0, null, 11.0, 20.0), 64, 10.0, false, true);

        assertThat(line.line()).isEqualTo("▁▃▅ ▅█");
        assertThat(line.marks()).isEqualTo("    ^^");
        assertThat(line.perColumn()).isEqualTo(1);
    }

    @Test
    void aColumnShowsTheWorstOfItsValuesAndTheWidthIsBounded() {
        List<@Nullable Double> values = new ArrayList<>(Collections.nCopies(1441, 1.0));
        values.set(700, 50.0);
        Sparkline line = new Sparkline(values, 64, 10.0, false, false);

        assertThat(line.line()).hasSizeLessThanOrEqualTo(64).contains("#");
        assertThat(line.marks().strip()).isEqualTo("^");
    }

    @Test
    void belowTheThresholdIsTheTroubleOfARuleThatLooksForTooFew() {
        Sparkline line = new Sparkline(values(9.0, 0.0, 9.0, 9.0), 2, 1.0, true, false);

        assertThat(line.line()).isEqualTo("_#");
        assertThat(line.marks()).isEqualTo("^");
    }

    @Test
    void nothingAtAllIsALineOfItsOwn() {
        assertThat(new Sparkline(values(0.0, 0.0), 64, null, false, true).line())
                .isEqualTo("▁▁");
        assertThat(new Sparkline(values(null, null), 64, 1.0, false, true).marks())
                .isEmpty();
    }
}
