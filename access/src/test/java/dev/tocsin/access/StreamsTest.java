package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsTest {
    @ParameterizedTest
    @CsvSource({
        "*, logs-shop-tocsin, true",
        "logs-shop-tocsin, logs-shop-tocsin, true",
        "logs-shop-tocsin, logs-shop-tocsin2, false",
        "logs-shop-tocsin, xlogs-shop-tocsin, false",
        "logs-shop-*, logs-shop-tocsin, true",
        "logs-shop-*, logs-shop2-tocsin, false",
        "logs-shop*, logs-shop2-tocsin, true",
        "logs-*-tocsin, logs-shop-tocsin, true",
        "logs-*-tocsin, logs-shop-tocsin-x, false",
        "logs-*p*-tocsin, logs-shop-tocsin, true",
        "logs-**, logs-, true",
        "logs-a.b-tocsin, logs-aXb-tocsin, false",
    })
    void aStarStandsForAnything(String pattern, String stream, boolean contained) {
        assertThat(new Streams(List.of("logs-none-none", pattern)).contain(stream))
                .isEqualTo(contained);
    }

    @Test
    void noPatternMakesANameExpensive() {
        Streams hostile = new Streams(List.of("logs-" + "a*".repeat(90) + "b"));
        String name = "logs-" + "a".repeat(20_000);

        long start = System.nanoTime();
        assertThat(hostile.contain(name)).isFalse();

        // Backtracking into every star would outlast the universe; a second is far from both.
        assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"*, true", "logs-x-*, true", "shop, false", "metrics-x, false", "logs-Shop-*, false", "logs-, false"})
    void aPatternThatCanMatchNothingIsNone(String text, boolean isPattern) {
        assertThat(Streams.isPattern(text)).isEqualTo(isPattern);
    }
}
