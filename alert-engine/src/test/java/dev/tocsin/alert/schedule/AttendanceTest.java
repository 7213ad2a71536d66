package dev.tocsin.alert.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AttendanceTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    /** Minutes before noon; a window is due every four minutes, 15 s after its end. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "5,   -,   -,     -",
                "8,   -,   -,     -",
                "12,  -,   -,     'its rule should have been evaluated at 2026-11-23T11:52:15Z, more than 5m ago'",
                "-,   -,   -,     -",
                "5,   4,   -,     -",
                "5,   5,   -,     -",
                "60,  4,   -,     -",
                "5,   6,   -,     its rule has been failing since 2026-11-23T11:54:00Z",
                "5,   6,   1,     its rule is paused by kim from 2026-11-23T11:59:00Z: repair"
            })
    void aRuleIsEvaluatedIfItIsWithinSomeMinutes(
            @Nullable Integer lastEnd, @Nullable Integer failing, @Nullable Integer paused, @Nullable String why) {
        Rule rule = RulesForTests.parse("""
                rule: r
                query: {streams: [logs-a-tocsin], lucene: 'a:b'}
                condition: {count: hits, threshold: {above: 1}}
                window: 10m
                every: 4m
                delay: 15s
                """);

        assertThat(Attendance.whyNot(
                        rule,
                        before(lastEnd),
                        before(failing),
                        paused == null ? null : new Pause(NOON.minusSeconds(60L * paused), null, "kim", "repair"),
                        NOON))
                .isEqualTo(Optional.ofNullable(why));
    }

    private static @Nullable Instant before(@Nullable Integer minutes) {
        return minutes == null ? null : NOON.minusSeconds(60L * minutes);
    }
}
