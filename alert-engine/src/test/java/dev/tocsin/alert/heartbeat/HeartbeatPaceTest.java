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
}
