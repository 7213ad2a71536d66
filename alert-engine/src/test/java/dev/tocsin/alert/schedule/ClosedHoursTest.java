package dev.tocsin.alert.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.WallClock;
import dev.tocsin.alert.rule.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of rules that keep to a calendar: where it says no there is none, and nobody misses it. */
class ClosedHoursTest {
    private static final Duration DAY = Duration.ofHours(24);
    private static final String OFFICE = """
            office: {zone: Europe/Berlin, days: {mon-fri: 08:00-18:00}, closed: [2026-12-24 to 2026-12-26]}
            """;
    private static final List<String> SCHEDULES = List.of(
            "every: 1m",
            "every: 7m",
            "every: 1h",
            "cron: \"*/10 * * * *\"",
            "cron: \"30 2 * * *\"\nzone: Europe/Berlin",
            "cron: \"0 8-18 * * MON-FRI\"\nzone: America/New_York");

    private static Rule rule(String calendars, String schedule) {
        return RulesForTests.within(calendars, """
                condition: {count: hits, threshold: {above: 1}}
                window: 5m
                delay: 15s
                """ + schedule + "\n");
    }

    private static Rule office(String schedule) {
        return rule(OFFICE, schedule + "\nduring: office");
    }

    private static List<Instant> ends(DueWindows due) {
        return due.windows().stream().map(Window::end).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            every: 1m               | 2026-11-27T16:58:00Z | 2026-11-27T16:59:00Z | the last one of a Friday
            every: 1m               | 2026-11-27T16:59:00Z | 2026-11-30T07:00:00Z | and the next is on Monday at eight
            every: 5m               | 2026-12-23T16:55:00Z | 2026-12-28T07:00:00Z | over Christmas and the weekend behind it
            every: 6h               | 2026-11-27T12:00:00Z | 2026-11-30T12:00:00Z | of four a day one falls into the hours
            cron: "*/30 * * * *"    | 2026-11-27T16:30:00Z | 2026-11-30T07:00:00Z |
            cron: "45 16 * * *"     | 2026-11-27T16:45:00Z | 2026-11-30T16:45:00Z | a cron of UTC in hours of Berlin
            """)
    void theNextWindowIsOneThatTheCalendarAllows(String schedule, Instant last, Instant next, String why) {
        Rule rule = office(schedule);

        assertThat(DueWindows.nextDue(rule, last)).as(why).contains(next.plusSeconds(15));
    }

    @Test
    void exceptIsTheOtherWayRound() {
        Rule rule = rule(OFFICE, "every: 1h\nexcept: office");

        assertThat(FireTimes.after(rule.schedule(), Instant.parse("2026-11-27T07:00:00Z")))
                .contains(Instant.parse("2026-11-27T17:00:00Z"));
    }

    @Test
    void catchingUpPassesOverClosedHoursWithoutAGap() {
        Rule rule = office("every: 1m");
        Instant friday = Instant.parse("2026-11-27T16:57:00Z");

        DueWindows onMonday = DueWindows.of(rule, friday, Instant.parse("2026-11-30T07:02:15Z"), DAY, 60);
        DueWindows onSunday =
                DueWindows.of(rule, friday.plusSeconds(120), Instant.parse("2026-11-29T07:00:00Z"), DAY, 60);

        // Two of Friday are older than a day: they are a gap; of the weekend nothing is.
        assertThat(onMonday.gap()).isEqualTo(new DueWindows.Gap(friday, Instant.parse("2026-11-27T16:59:00Z")));
        assertThat(ends(onMonday))
                .containsExactly(
                        Instant.parse("2026-11-30T07:00:00Z"),
                        Instant.parse("2026-11-30T07:01:00Z"),
                        Instant.parse("2026-11-30T07:02:00Z"));
        assertThat(onSunday).isEqualTo(new DueWindows(null, List.of(), true));
    }

    @Test
    void aRuleThatIsNewInClosedHoursBeginsWhenTheyAreOver() {
        Rule rule = office("every: 1m");
        Instant saturday = Instant.parse("2026-11-28T10:00:30Z");

        Instant cursor = DueWindows.firstCursor(rule, saturday);

        assertThat(DueWindows.of(rule, cursor, saturday, DAY, 60).windows()).isEmpty();
        assertThat(ends(DueWindows.of(rule, cursor, Instant.parse("2026-11-30T07:00:15Z"), DAY, 60)))
                .containsExactly(Instant.parse("2026-11-30T07:00:00Z"));
    }

    @Test
    void aRuleThatIsNewInOpenHoursBeginsWithTheLatestWindow() {
        Rule rule = office("every: 1m");
        Instant now = Instant.parse("2026-11-27T10:00:30Z");

        assertThat(ends(DueWindows.of(rule, DueWindows.firstCursor(rule, now), now, DAY, 60)))
                .containsExactly(Instant.parse("2026-11-27T10:00:00Z"));
    }

    @Test
    void aPauseThatEndsInClosedHoursGoesOnWithTheLastWindowBeforeThem() {
        Rule rule = office("every: 1m");
        Pause pause =
                new Pause(Instant.parse("2026-11-27T16:30:15Z"), Instant.parse("2026-11-28T12:00:00Z"), "alice", "");

        DueWindows due = DueWindows.of(
                rule,
                Instant.parse("2026-11-27T16:30:00Z"),
                Instant.parse("2026-11-28T12:00:30Z"),
                DAY,
                60,
                List.of(pause));

        assertThat(due.gap())
                .isEqualTo(new DueWindows.Gap(
                        Instant.parse("2026-11-27T16:30:00Z"), Instant.parse("2026-11-27T16:58:00Z"), pause));
        assertThat(ends(due)).containsExactly(Instant.parse("2026-11-27T16:59:00Z"));
    }

    @Test
    void whatNeverMeetsTheCalendarIsNeverDue() {
        Rule atNight = office("cron: \"0 3 * * *\"");
        Rule never = rule("all: {zone: UTC, days: {mon-sun: 00:00-24:00}}", "every: 1m\nexcept: all");
        Instant now = Instant.parse("2026-11-27T10:00:00Z");

        assertThat(FireTimes.after(atNight.schedule(), now)).isEmpty();
        assertThat(FireTimes.after(never.schedule(), now)).isEmpty();
        assertThat(DueWindows.of(atNight, now.minus(DAY), now, DAY, 60).windows())
                .isEmpty();
        assertThat(DueWindows.latestEnd(never, now.minus(DAY), now)).isEqualTo(now.minus(DAY));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-11-27T10:00:00Z | 2026-11-27T10:01:00Z | PT0S       | within the day
            2026-11-27T16:59:00Z | 2026-11-30T07:00:00Z | PT62H      | the window behind counts as long as ever
            2026-11-28T10:00:00Z | 2026-11-30T07:00:00Z | PT44H59M   | from within closed hours
            2026-11-27T10:00:30Z | 2026-11-27T10:01:00Z | PT0S       | the interval was another one
            """)
    void closedHoursAreLeftOut(Instant last, Instant next, Duration leftOut, String why) {
        assertThat(DueWindows.leftOutByCalendar(office("every: 1m"), last, next))
                .as(why)
                .isEqualTo(leftOut);
        assertThat(DueWindows.leftOutByCalendar(rule(OFFICE, "every: 1m"), last, next))
                .isZero();
    }

    /** The windows of the schedule alone, one by one, and another clock that says which of them are open. */
    @RepeatedTest(120)
    void endsAreThoseThatTheClockAllows(RepetitionInfo run) {
        long seed = run.getCurrentRepetition();
        Random random = new Random(seed);
        WallClock clock = WallClock.random(random, List.of("2026-03-29", "2026-03-28", "2026-10-25", "2026-10-26"));
        String schedule = SCHEDULES.get(random.nextInt(SCHEDULES.size()));
        boolean isExcept = random.nextBoolean();
        Rule all = rule("", schedule);
        Rule rule = rule(clock.yaml(), schedule + (isExcept ? "\nexcept: hours" : "\nduring: hours"));
        Instant start = Instant.parse(random.nextBoolean() ? "2026-03-26T00:00:00Z" : "2026-10-22T00:00:00Z")
                .plusSeconds(random.nextInt(100_000));
        Instant until = start.plus(Duration.ofDays(9));
        List<Instant> expected = new ArrayList<>();
        for (Instant end = next(all, start); end.isBefore(until); end = next(all, end)) {
            if (clock.isOpen(end) != isExcept) {
                expected.add(end);
            }
        }

        List<Instant> found = new ArrayList<>();
        for (Instant end = nextOr(rule, start, until); end.isBefore(until); end = nextOr(rule, end, until)) {
            found.add(end);
        }

        assertThat(found)
                .as("seed %d, %s\n%s", seed, rule.schedule().inWords(), clock.yaml())
                .isEqualTo(expected);
        for (int i = 0; i < 20; i++) {
            Instant now = start.plusSeconds(random.nextInt(9 * 86_400));
            Instant last = expected.stream()
                    .filter(end -> !end.isAfter(now.minusSeconds(15)))
                    .reduce(start, (_, end) -> end);
            assertThat(DueWindows.latestEnd(rule, start, now))
                    .as("seed %d at %s", seed, now)
                    .isEqualTo(last);
        }
    }

    private static Instant next(Rule rule, Instant after) {
        return FireTimes.after(rule.schedule(), after).orElseThrow();
    }

    private static Instant nextOr(Rule rule, Instant after, Instant never) {
        return FireTimes.after(rule.schedule(), after).orElse(never);
    }
}
