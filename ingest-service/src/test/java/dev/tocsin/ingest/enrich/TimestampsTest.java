package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T01:43:11.180704903Z, 2026-11-23T01:43:11.180704903Z",
        "2026-11-23T01:43:11Z, 2026-11-23T01:43:11Z",
        "2026-11-23T01:43:11.1+01:00, 2026-11-23T00:43:11.100Z",
        "2026-11-23T01:43:11.180-0930, 2026-11-23T11:13:11.180Z",
        "2026-11-23T01:43:11+01, 2026-11-23T00:43:11Z",
        "'2026-11-23 01:43:11,180', 2026-11-23T01:43:11.180Z",
        "2026-11-23t01:43:11z, 2026-11-23T01:43:11Z",
        "2024-02-29T23:59:59Z, 2024-02-29T23:59:59Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "2261-12-31T23:59:59.999999999Z, 2261-12-31T23:59:59.999999999Z",
        "1795398191, 2026-11-23T01:43:11Z",
        "1795398191.180704903, 2026-11-23T01:43:11.180704903Z",
        "1795398191180, 2026-11-23T01:43:11.180Z",
        "1795398191180.5, 2026-11-23T01:43:11.180500Z",
        "1795398191180704, 2026-11-23T01:43:11.180704Z",
        "1795398191180704903, 2026-11-23T01:43:11.180704903Z",
    })
    void understands(String text, Instant expected) {
        assertThat(Timestamps.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "true",
                "23.11.2026 01:43:11",
                "2026-11-23",
                "2026-11-23T01:43",
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-11-31T00:00:00Z",
                "2026-11-23T24:00:00Z",
                "2026-11-23T23:59:60Z",
                "2026-11-23T01:43:11.Z",
                "2026-11-23T01:43:11.1234567890Z",
                "2026-11-23T01:43:11+1",
                "2026-11-23T01:43:11+99:00",
                "2026-11-23T01:43:11 CET",
                "2026-11-23Tab:43:11Z",
                "1969-12-31T23:59:59Z",
                "1970-01-01T00:30:00+01:00",
                "2262-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "12.5",
                "42",
                "-1795398191",
                "1e12",
                "17953981911807049031",
                "9223372036854775808",
                ".5",
                "1795398191.",
            })
    void leavesTheRestToOthers(String text) {
        assertThat(Timestamps.parse(text)).isNull();
    }

    @Test
    void agreesWithTheJdkOnAnyInstantInAnyOffset() {
        long seed = 99L;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Instant instant =
                    Instant.ofEpochSecond(random.nextLong(86_400, 9_000_000_000L), random.nextInt(1_000_000_000));
            String text = OffsetDateTime.ofInstant(
                            instant, ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60)))
                    .toString();
            boolean hasSeconds = text.length() >= 19 && text.charAt(16) == ':';

            if (hasSeconds) {
                assertThat(Timestamps.parse(text)).as("seed %d %s", seed, text).isEqualTo(instant);
            }
        }
    }
}
