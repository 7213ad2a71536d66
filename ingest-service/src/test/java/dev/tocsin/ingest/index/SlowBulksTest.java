package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowBulksTest {
    private final SlowBulks bulks = new SlowBulks();

    /** Quick ones of each size in milliseconds, none if 0; the bulk; whether it is suspicious, and slow if of one stream. */
    @ParameterizedTest
    @CsvSource({
        "  20,    0, false, 1000, false, false",
        "  20,    0, false, 1001, true,  true",
        " 400,    0, false, 1600, false, false",
        " 400,    0, false, 1601, true,  true",
        "  20,  300, true,  1200, false, false",
        "  20,  300, true,  1201, true,  true",
        // What small ones take says little of a large one.
        "  20,    0, true,  5000, false, false",
        "  20,    0, true,  5001, true,  true",
        "3000,    0, true,  9000, false, false",
        // But no small one takes longer than large ones.
        "   0,  300, false, 1200, false, false",
        "   0,  300, false, 1201, true,  true",
        // With nothing to compare it is looked into, and nobody is found to be slow.
        "   0,    0, false, 1000, false, false",
        "   0,    0, false, 1001, true,  false",
        "   0,    0, true,  5000, false, false",
        "   0,    0, true,  5001, true,  false",
        "   0,    0, true, 90000, true,  false"
    })
    void holdsABulkAgainstQuickOnesOfItsSize(
            long small, long large, boolean isLarge, long millis, boolean suspicious, boolean slow) {
        if (small > 0) {
            bulks.answered("b", small, false, 0);
            bulks.answered(null, small + 1, false, 1);
        }
        if (large > 0) {
            bulks.answered("b", large, true, 0);
        }

        assertThat(bulks.isSuspicious(millis, isLarge, 100)).isEqualTo(suspicious);
        assertThat(bulks.isSlow("a", millis, isLarge, 100)).isEqualTo(slow);
        assertThat(bulks.hasOthers("a", 100)).isEqualTo(small > 0 || large > 0);
    }

    @Test
    void holdsAStreamAgainstOthersOnly() {
        bulks.answered("a", 20, false, 0);
        assertThat(bulks.hasOthers("a", 0)).isFalse();
        assertThat(bulks.isSlow("a", 3_000, false, 0)).isFalse();
        assertThat(bulks.isSlow("b", 3_000, false, 0)).isTrue();

        bulks.answered("b", 2_000, false, 0);
        assertThat(bulks.isSlow("a", 3_000, false, 0)).isFalse();
        bulks.answered("c", 600, false, 0);
        assertThat(bulks.isSlow("a", 3_000, false, 0)).isTrue();

        bulks.answered("c", 10, false, 0);
        assertThat(bulks.isSlow("c", 3_000, false, 0)).isTrue();
        assertThat(bulks.isSlow("c", 80, false, 0)).isFalse();
    }

    @Test
    void holdsAStreamAgainstWhatWasAnsweredSinceTheSearchBegan() {
        bulks.answered("b", 20, false, 0);
        bulks.searchBegins(10_000);
        assertThat(bulks.isSlow("a", 3_000, false, 10_000)).isFalse();
        assertThat(bulks.isSuspicious(3_000, false, 10_000)).isTrue();

        bulks.answered("b", 20, false, 11_000);
        assertThat(bulks.isSlow("a", 3_000, false, 12_000)).isTrue();
        assertThat(bulks.isSlow("a", 3_000, false, 39_999)).isTrue();
        assertThat(bulks.isSlow("a", 3_000, false, 70_000)).isFalse();
    }
}
