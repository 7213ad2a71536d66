package dev.tocsin.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.launcher.terminal.Problem;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointInTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:05:00Z");

    @ParameterizedTest
    @CsvSource({
        "24h, 2026-11-22T10:05:00Z",
        "1h30m, 2026-11-23T08:35:00Z",
        "now, 2026-11-23T10:05:00Z",
        "2026-11-20, 2026-11-20T00:00:00Z",
        "2026-11-20T12:00:00+02:00, 2026-11-20T10:00:00Z"
    })
    void readsWhatPeopleWrite(String text, Instant instant) {
        assertThat(PointInTime.read("--since", text, NOW)).isEqualTo(instant);
    }

    @Test
    void saysHowATimeIsWritten() {
        assertThatThrownBy(() -> PointInTime.read("--since", "yesterday", NOW))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("--since yesterday is no time: write 24h");
    }
}
