package dev.tocsin.alert.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT1M, PT1M, PT1M, 10",
        "PT5M, PT1M, PT1M, 14",
        "PT90S, PT1M, PT30S, 21",
        "PT1M, PT5M, PT1M, 46",
        "PT24H, PT1H, PT1H, 33"
    })
    void areAsLongAsAllWindowsAllow(Duration window, Duration every, Duration length, long number) {
        Panes panes = Panes.of(windows(window, every, 10));

        assertThat(panes.length()).isEqualTo(length);
        assertThat(panes.number()).isEqualTo(number);
    }

    private static List<Window> windows(Duration window, Duration every, int number) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Instant end = START.plus(every.multipliedBy(i));
            windows.add(new Window(end.minus(window), end));
        }
        return windows;
    }

    /** As Elasticsearch makes buckets: multiples of the length, shifted by the offset. */
    @RepeatedTest(50)
    void theSumOfAWindowIsWhatItHas(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        Duration window = Duration.ofSeconds(1 + random.nextInt(600));
        List<Window> windows = new ArrayList<>();
        Instant end = START.plusSeconds(random.nextInt(86_400));
        for (int i = 0; i < 20; i++) {
            windows.add(new Window(end.minus(window), end));
            end = end.plusSeconds(1 + random.nextInt(300));
        }
        Panes panes = Panes.of(windows);
        List<Instant> events = new ArrayList<>();
        Map<Instant, Long> buckets = new HashMap<>();
        long length = panes.length().toMillis();
        long offset = panes.offset().toMillis();
        for (int i = 0; i < 500; i++) {
            Instant event = panes.span().start().plusMillis(random.nextInt(6_000_000));
            events.add(event);
            long key = Math.floorDiv(event.toEpochMilli() - offset, length) * length + offset;
            buckets.merge(Instant.ofEpochMilli(key), 1L, Long::sum);
        }

        for (Window one : windows) {
            long expected = events.stream()
                    .filter(event -> !event.isBefore(one.start()) && event.isBefore(one.end()))
                    .count();
            assertThat(panes.sum(one, buckets))
                    .as("seed %d", run.getCurrentRepetition())
                    .isEqualTo(expected);
        }
    }
}
