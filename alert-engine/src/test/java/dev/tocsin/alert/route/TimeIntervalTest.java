package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.MuteTime.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TimeIntervalTest {
    private static final Span WEEKEND_DAYS = new Span(6, 6);
    private static final Span SUNDAY = new Span(0, 0);

    @Test
    void endsWhenTheLastOfItsTimesIsOver() {
        TimeInterval weekends = new TimeInterval(
                "weekends", List.of(time(List.of(), List.of(WEEKEND_DAYS, SUNDAY), ZoneId.of("Europe/Berlin"))));

        Optional<Instant> end = weekends.endFrom(Instant.parse("2026-11-28T12:34:56Z"));

        assertThat(end).as("midnight in Berlin").hasValue(Instant.parse("2026-11-29T23:00:00Z"));
    }

    @Test
    void whatIsNotInItHasEndedAlready() {
        TimeInterval nights =
                new TimeInterval("nights", List.of(time(List.of(new Span(0, 359)), List.of(), ZoneOffset.UTC)));

        assertThat(nights.endFrom(Instant.parse("2026-11-28T06:00:00Z")))
                .hasValue(Instant.parse("2026-11-28T06:00:00Z"));
    }

    @Test
    void whatGoesOnForYearsHasNoEndThatIsKnown() {
        MuteTime always = time(List.of(new Span(0, 24 * 60 - 1)), List.of(), ZoneOffset.UTC);

        assertThat(new TimeInterval("always", List.of(always)).endFrom(Instant.EPOCH))
                .isEmpty();
    }

    /** Against going from minute to minute, over days on which clocks change. */
    @Test
    void theEndIsTheFirstMinuteThatIsNotInIt() {
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            List<MuteTime> times = IntStream.range(0, 1 + random.nextInt(3))
                    .mapToObj(_ -> someTime(random))
                    .toList();
            TimeInterval interval = new TimeInterval("some", times);
            Instant start = (random.nextBoolean()
                            ? Instant.parse("2026-10-24T12:00:00Z")
                            : Instant.parse("2026-03-28T12:00:00Z"))
                    .plus(Duration.ofMinutes(random.nextInt(2 * 24 * 60)));

            Optional<Instant> end = interval.endFrom(start.plusSeconds(random.nextInt(60)));

            Instant expected = start;
            while (interval.contains(expected) && expected.isBefore(start.plus(Duration.ofDays(20)))) {
                expected = expected.plus(Duration.ofMinutes(1));
            }
            if (interval.contains(expected)) {
                assertThat(end.map(at -> at.isAfter(start.plus(Duration.ofDays(19))))
                                .orElse(true))
                        .as("seed %d, %s from %s ends %s", seed, times, start, end)
                        .isTrue();
            } else if (interval.contains(start)) {
                assertThat(end).as("seed %d, %s from %s", seed, times, start).hasValue(expected);
            }
        }
    }

    private static MuteTime someTime(Random random) {
        List<Span> minutes = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            int first = random.nextInt(24 * 60);
            minutes.add(new Span(first, first + random.nextInt(24 * 60 - first)));
        }
        int day = random.nextInt(7);
        List<Span> weekdays = random.nextBoolean() ? List.of() : List.of(new Span(day, day + random.nextInt(7 - day)));
        String zone = List.of("Europe/Berlin", "UTC", "America/New_York", "Australia/Lord_Howe")
                .get(random.nextInt(4));
        return time(minutes, weekdays, ZoneId.of(zone));
    }

    private static MuteTime time(List<Span> minutes, List<Span> weekdays, ZoneId zone) {
        return new MuteTime(minutes, weekdays, List.of(), List.of(), List.of(), zone);
    }
}
