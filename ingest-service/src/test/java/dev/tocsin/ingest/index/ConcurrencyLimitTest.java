package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrencyLimitTest {
    private static final int MOST = 8;

    private long now = Duration.ofDays(-1).toNanos();
    private final ConcurrencyLimit limit = new ConcurrencyLimit(MOST, now);

    private boolean answered(double size, int used, long millis) {
        long sent = now;
        now += Duration.ofMillis(millis).toNanos();
        return limit.answered(size, used, sent, now);
    }

    private void round(double size, int used, long millis) {
        for (int i = 0; i < ConcurrencyLimit.ROUND; i++) {
            answered(size, used, millis);
        }
    }

    private void raiseTo(int bulks) {
        while (limit.bulks() < bulks) {
            round(1, MOST, 100);
        }
    }

    /** The limit before, a round of answers and the limit after it; 100 ms is the best of late. */
    @ParameterizedTest
    @CsvSource({
        "4, 1,   4, 100, 5",
        "4, 1,   5, 100, 5",
        "4, 1,   3, 100, 4",
        "8, 1,   8, 100, 8",
        // Small ones say nothing, however quick or slow they are.
        "4, 0.4, 4,  10, 4",
        "4, 0.4, 4, 999, 4",
        // Of half the size in half the time is as quick.
        "4, 0.5, 4,  50, 5",
        "4, 0.5, 4,  99, 5",
        "4, 0.5, 4, 101, 2",
        // As long as it is not more than twice the best it may be chance.
        "4, 1,   4, 200, 5",
        "8, 1,   8, 250, 4",
        "7, 1,   7, 210, 3",
        "6, 1,   1, 210, 3",
        "8, 1,   8, 999, 4",
        "2, 1,   2, 999, 2"
    })
    void followsWhatARoundOfAnswersSays(int before, double size, int used, long millis, int after) {
        round(1, 0, 100);
        raiseTo(before);

        round(size, used, millis);

        assertThat(limit.bulks()).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({"8, 4", "7, 3", "5, 2", "3, 2", "2, 2"})
    void halvesAtOnceWhenItIsPushedBack(int before, int after) {
        raiseTo(before);

        assertThat(limit.pushedBack(now, now + 1)).isEqualTo(after < before);

        assertThat(limit.bulks()).isEqualTo(after);
    }

    @Test
    void fallsOnceForAllThatWereSentTogether() {
        raiseTo(8);
        long sent = now;

        assertThat(limit.pushedBack(sent, sent + 10)).isTrue();
        assertThat(limit.pushedBack(sent, sent + 20)).isFalse();
        assertThat(limit.pushedBack(sent + 9, sent + 30)).isFalse();
        assertThat(limit.bulks()).isEqualTo(4);
        assertThat(limit.pushedBack(sent + 10, sent + 40)).isTrue();
        assertThat(limit.bulks()).isEqualTo(2);
    }

    @Test
    void oneLongAnswerIsNoReason() {
        raiseTo(4);
        for (int i = 0; i < 3; i++) {
            answered(1, 4, 5_000);
        }
        for (int i = 3; i < ConcurrencyLimit.ROUND; i++) {
            answered(1, 4, 100);
        }

        assertThat(limit.bulks()).isEqualTo(5);
    }

    @Test
    void takesWhatIsSlowForMinutesForUsual() {
        raiseTo(8);
        round(1, 8, 1_000);
        round(1, 4, 1_000);
        assertThat(limit.bulks()).isEqualTo(2);

        for (int i = 0; i < 50; i++) {
            round(1, MOST, 1_000);
        }

        assertThat(limit.bulks()).isEqualTo(MOST);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void staysAtASmallMaximum(int most) {
        ConcurrencyLimit small = new ConcurrencyLimit(most, 0);
        for (int i = 1; i < 100; i++) {
            small.answered(1, most, i, i + 1);
            small.pushedBack(i, i + 1);
            assertThat(small.bulks()).isEqualTo(most);
        }
    }
}
