package dev.tocsin.alert.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatPaceTest {
    @ParameterizedTest
    @CsvSource({
        "PT1M, PT15S, PT5S, PT45S",
        "PT10S, PT5S, PT2S, PT9S",
        "PT1M, PT30S, PT5S, PT54S",
        "PT1H, PT15S, PT5S, PT45S"
    })
    void aBeatIsMissedBeforeTheNextOneIsSent(Duration every, Duration delay, Duration lead, Duration patience) {
        Heartbeat.Pace pace = Heartbeat.Pace.of(every, delay);

        assertThat(pace.lead()).isEqualTo(lead);
        assertThat(pace.patience()).isEqualTo(patience).isLessThan(every);
    }

    @Test
    void aStallIsNamedWithinTwoMinutesByTheSettingsThatHold() {
        Heartbeat.Pace pace = Heartbeat.Pace.of(Duration.ofMinutes(1), Duration.ofSeconds(15));

        // What breaks right after a beat is found by the next one.
        assertThat(pace.every().plus(pace.patience())).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void aBeatIsSentShortlyBeforeItsWindowEnds() {
        Heartbeat.Pace pace = Heartbeat.Pace.of(Duration.ofMinutes(1), Duration.ofSeconds(15));
        Instant end = Instant.parse("2026-11-23T10:01:00Z");

        assertThat(pace.windowEnd(end.minusMillis(1))).isEqualTo(end);
        assertThat(pace.windowEnd(end)).as("windows are half open").isEqualTo(end.plusSeconds(60));
        assertThat(pace.isTime(end.minusSeconds(6))).isFalse();
        assertThat(pace.isTime(end.minusSeconds(5))).isTrue();
        assertThat(pace.isTime(end.minusMillis(1))).isTrue();
        assertThat(pace.isTime(end)).isFalse();
    }

    /** Seconds after noon of the newest beat, and of now. */
    @ParameterizedTest
    @CsvSource({"55, 56, false", "55, 114, true", "55, 119, true", "3600, 55, true", "115, 56, false"})
    void aWindowHasOneBeatAndAClockThatWasAheadStopsNone(int newest, int now, boolean isNext) {
        Instant noon = Instant.parse("2026-11-23T12:00:00Z");
        Heartbeat.Pace pace = Heartbeat.Pace.of(Duration.ofMinutes(1), Duration.ofSeconds(15));

        assertThat(pace.isNext(new Beat(1, noon.plusSeconds(newest)), noon.plusSeconds(now)))
                .isEqualTo(isNext);
        assertThat(pace.isNext(null, noon)).isTrue();
    }
}
