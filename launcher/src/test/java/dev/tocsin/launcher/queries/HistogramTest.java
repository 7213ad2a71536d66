package dev.tocsin.launcher.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class HistogramTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"PT1M, PT1S", "PT5M, PT5S", "PT1H, PT1M", "PT24H, PT30M", "P7D, PT3H", "P366D, P7D", "P9000D, P127D"})
    void hasAsManyBarsAsFit(Duration span, Duration step) {
        assertThat(Histogram.stepFor(span, 71)).isEqualTo(step);
    }

    @Test
    void drawsBarsAboveAnAxisWithTimes() {
        long[] counts = new long[24];
        counts[0] = 48;
        counts[1] = 24;
        counts[2] = 1;
        counts[23] = 12;

        assertThat(Histogram.lines(counts, NOON, Duration.ofMinutes(1), ZoneOffset.UTC, true))
                .containsExactly(
                        "     48 │█",
                        "        │█",
                        "        │█",
                        "        │██",
                        "        │██                     ▄",
                        "        │██▁                    █",
                        "      0 └────────────────────────",
                        "         12:00:00    12:12:00");
        assertThat(Histogram.lines(counts, NOON, Duration.ofMinutes(1), ZoneOffset.UTC, false))
                .allMatch(line -> line.chars().allMatch(c -> c < 128))
                .contains("        |##.                    #", "      0 +------------------------");
    }

    @Test
    void nothingHasNoBars() {
        List<String> lines = Histogram.lines(new long[3], NOON, Duration.ofDays(1), ZoneOffset.UTC, true);

        assertThat(lines.getFirst()).isEqualTo("      0 │");
        assertThat(lines.getLast()).isEqualTo("         11-25 12:00");
    }

    @Test
    void readsSpans() {
        assertThat(new SpanText().convert("1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(new SpanText().convert("7d")).isEqualTo(Duration.ofDays(7));
        for (String text : new String[] {"", "5", "0s", "5 minutes", "-5m"}) {
            assertThatThrownBy(() -> new SpanText().convert(text)).isInstanceOf(TypeConversionException.class);
        }
    }
}
