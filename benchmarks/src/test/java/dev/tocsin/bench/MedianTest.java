package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
    @Test
    void isTheValueInTheMiddle() {
        assertThat(Median.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
    }

    @Test
    void ofRatiosIsThatOfTheRoundsAndNotTheRatioOfTheMedians() {
        assertThat(Median.ofRatios(List.of(50.0, 9.0, 160.0), List.of(100.0, 10.0, 200.0)))
                .isEqualTo(0.8);
    }

    @Test
    void isBetweenTheTwoInTheMiddleOfAnEvenNumber() {
        assertThat(Median.of(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3.0);
    }
}
