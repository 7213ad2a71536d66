package dev.tocsin.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusinessHoursTest {
    private static final String SHOP = """
            shop:
              zone: Europe/Berlin
              days:
                mon-fri: [08:00-12:00, 13:00-18:00]
                sat: 22:00-24:00
                sun: 00:00-02:30
              closed: [2026-12-24 to 2026-12-26, 2027-01-01]
              otherHours:
                2026-12-31: 08:00-12:00
            """;

    private static BusinessHours hours(String yaml) {
        return HoursReader.parse("calendars.yml", yaml).all().getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-11-23T06:59:59.999Z | false | a Monday before eight
            2026-11-23T07:00:00Z     | true  | at eight
            2026-11-23T10:59:59.999Z | true  |
            2026-11-23T11:00:00Z     | false | at noon: the end is not in it
            2026-11-23T12:00:00Z     | true  | after lunch
            2026-11-23T17:00:00Z     | false | at six
            2026-07-20T06:00:00Z     | true  | in summer eight is two hours from UTC
            2026-11-28T21:00:00Z     | true  | Saturday evening
            2026-11-28T23:00:00Z     | true  | over midnight
            2026-11-29T01:29:00Z     | true  |
            2026-11-29T01:30:00Z     | false |
            2026-12-24T09:00:00Z     | false | closed
            2026-12-26T21:30:00Z     | false | closed, a Saturday
            2026-12-28T09:00:00Z     | true  | the Monday behind
            2026-12-31T10:30:00Z     | true  | New Year's Eve has other hours
            2026-12-31T13:00:00Z     | false |
            2027-01-01T09:00:00Z     | false |
            """)
    void isOpenByTheWallClock(Instant at, boolean isOpen, String why) {
        assertThat(hours(SHOP).isOpen(at)).as(why).isEqualTo(isOpen);
    }

    @Test
    void anHourThatComesTwiceIsOpenTwiceAndOneThatIsLeftOutNever() {
        BusinessHours night = hours("night: {zone: Europe/Berlin, days: {sun: 02:00-03:00}}");

        assertThat(night.changeAfter(Instant.parse("2026-10-24T12:00:00Z")))
                .contains(Instant.parse("2026-10-25T00:00:00Z"));
        assertThat(night.changeAfter(Instant.parse("2026-10-25T00:00:00Z")))
                .contains(Instant.parse("2026-10-25T02:00:00Z"));
        // 29 March 2026 has no time between two and three.
        assertThat(night.changeAfter(Instant.parse("2026-03-28T12:00:00Z")))
                .contains(Instant.parse("2026-04-05T00:00:00Z"));
    }

    @Test
    void whatIsAlwaysOpenNeverChanges() {
        BusinessHours always = hours("all: {zone: Europe/Berlin, days: {mon-sun: 00:00-24:00}}");

        assertThat(always.changeAfter(Instant.parse("2026-03-28T12:00:00Z"))).isEmpty();
        assertThat(always.lastChange(Instant.parse("2026-03-28T12:00:00Z"))).isEmpty();
    }

    /** Over both changes of the clock, minute by minute, by a clock that knows nothing of ours. */
    @RepeatedTest(120)
    void opensAndClosesWhenTheClockSaysSo(RepetitionInfo run) {
        long seed = run.getCurrentRepetition();
        Random random = new Random(seed);
        Instant start = Instant.parse(
                List.of("2026-03-05T00:00:00Z", "2026-10-01T00:00:00Z", "2011-12-28T00:00:00Z", "2026-10-31T00:00:00Z")
                        .get(random.nextInt(4)));
        WallClock clock = WallClock.random(
                random, List.of("2026-03-29", "2026-03-08", "2026-10-25", "2026-11-01", "2011-12-30", "2026-10-04"));
        BusinessHours hours = hours(clock.yaml());

        Instant lastChange = null;
        boolean wasOpen = clock.isOpen(start);
        Instant until = start.plus(Duration.ofDays(35));
        Instant nextSaid = hours.changeAfter(start).orElseThrow();
        for (Instant at = start; at.isBefore(until); at = at.plusSeconds(60)) {
            boolean isOpen = clock.isOpen(at);
            if (isOpen != wasOpen) {
                assertThat(nextSaid)
                        .as("seed %d, after %s\n%s", seed, lastChange, clock.yaml())
                        .isEqualTo(at);
                lastChange = at;
                wasOpen = isOpen;
                nextSaid = hours.changeAfter(at).orElseThrow();
            }
            assertThat(hours.isOpen(at))
                    .as("seed %d at %s\n%s", seed, at, clock.yaml())
                    .isEqualTo(isOpen);
            if (lastChange != null && random.nextInt(50) == 0) {
                assertThat(hours.lastChange(at))
                        .as("seed %d at %s\n%s", seed, at, clock.yaml())
                        .contains(lastChange);
                assertThat(hours.changeAfter(at))
                        .as("seed %d at %s\n%s", seed, at, clock.yaml())
                        .contains(nextSaid);
            }
        }
        assertThat(nextSaid).as("seed %d", seed).isAfterOrEqualTo(until);
    }
}
