package dev.tocsin.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void whatWasCountedIsToldInNumbers() {
        assertThat(row(1, 2, "").line()).isEqualTo("crash.power_cut runs=3 lost=1 doubled=2");
    }

    @Test
    void nobodyIsToldThatNothingIsLostWhereNothingWasCounted() {
        Row broken = row(0, 0, "not everything was indexed within PT2M");

        assertThat(broken.line()).isEqualTo("crash.power_cut runs=3 lost=unknown doubled=unknown");
        assertThat(broken.isClean()).isFalse();
    }

    @Test
    void aSabotageIsSeenByItsOwnSymptomOnly() {
        assertThat(Sabotage.ACK_BEFORE_FSYNC.isSeenIn(row(1, 0, ""))).isTrue();
        assertThat(Sabotage.ACK_BEFORE_FSYNC.isSeenIn(row(0, 1, ""))).isFalse();
        assertThat(Sabotage.BLIND_RESEND.isSeenIn(row(0, 1, ""))).isTrue();
        assertThat(Sabotage.BLIND_RESEND.isSeenIn(row(1, 0, ""))).isFalse();
        assertThat(Sabotage.NONE.isSeenIn(row(1, 1, ""))).isFalse();
    }

    @Test
    void aRowThatWasNotCountedShowsNoSabotage() {
        Row slow = row(1, 1, "not everything was indexed within PT2M");

        assertThat(Sabotage.ACK_BEFORE_FSYNC.isSeenIn(slow)).isFalse();
        assertThat(Sabotage.BLIND_RESEND.isSeenIn(slow)).isFalse();
    }

    private static Row row(int lost, int doubled, String trouble) {
        return new Row("power_cut", 3, 50, 100, 10, lost, doubled, trouble);
    }
}
