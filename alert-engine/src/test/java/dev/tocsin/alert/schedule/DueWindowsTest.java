package dev.tocsin.alert.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class DueWindowsTest {
    private static final Duration DAY = Duration.ofHours(24);

    private static Rule rule(String schedule, String delay) {
        return RulesForTests.rule("""
                condition: {count: hits, threshold: {above: 1}}
                window: 5m
                delay: %s
                %s
                """.formatted(delay, schedule));
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-23T" + time + "Z");
    }

    private static List<Instant> ends(DueWindows due) {
        return due.windows().stream().map(Window::end).toList();
    }

    @Test
    void aWindowIsDueAtItsEndPlusTheDelay() {
        Rule rule = rule("every: 1m", "15s");

        assertThat(DueWindows.of(rule, at("10:00:00"), at("10:01:14.999"), DAY, 10)
                        .windows())
                .isEmpty();
        assertThat(DueWindows.of(rule, at("10:00:00"), at("10:01:15"), DAY, 10).windows())
                .containsExactly(new Window(at("09:56:00"), at("10:01:00")));
        assertThat(DueWindows.nextDue(rule, at("10:00:00"))).contains(at("10:01:15"));
    }

    @Test
    void endsAreMultiplesOfTheIntervalSinceTheEpoch() {
        Rule rule = rule("every: 7m", "0s");

        DueWindows due = DueWindows.of(rule, at("10:00:00"), at("10:30:00"), DAY, 10);

        assertThat(ends(due)).hasSize(4).allMatch(end -> end.getEpochSecond() % 420 == 0);
        assertThat(due.reachesNow()).isTrue();
    }

    @Test
    void aNewRuleStartsAtTheLatestWindowThatIsDue() {
        Rule rule = rule("every: 1m", "15s");
        Instant now = at("10:05:05");

        Instant cursor = DueWindows.firstCursor(rule, now);

        assertThat(ends(DueWindows.of(rule, cursor, now, DAY, 10))).containsExactly(at("10:04:00"));
    }

    @Test
    void aNewCronRuleStartsAtItsNextFireTime() {
        Rule rule = rule("cron: '0 8 * * *'", "15s");
        Instant now = at("10:05:05");

        Instant cursor = DueWindows.firstCursor(rule, now);

        assertThat(DueWindows.of(rule, cursor, now, DAY, 10).windows()).isEmpty();
        assertThat(DueWindows.nextDue(rule, cursor)).contains(Instant.parse("2026-11-24T08:00:15Z"));
    }

    @Test
    void missedWindowsComeOneByOneUpToTheLimit() {
        Rule rule = rule("every: 1m", "0s");

        DueWindows due = DueWindows.of(rule, at("10:00:00"), at("11:00:00"), DAY, 25);

        assertThat(due.gap()).isNull();
        assertThat(due.windows()).hasSize(25);
        assertThat(due.reachesNow()).isFalse();
    }

    @Test
    void whatIsTooFarBackIsAGap() {
        Rule rule = rule("every: 10m", "0s");

        DueWindows due = DueWindows.of(
                rule, Instant.parse("2026-11-20T00:00:00Z"), Instant.parse("2026-11-23T00:05:00Z"), DAY, 1000);

        assertThat(due.gap())
                .isEqualTo(new DueWindows.Gap(
                        Instant.parse("2026-11-20T00:00:00Z"), Instant.parse("2026-11-22T00:00:00Z")));
        assertThat(ends(due).getFirst()).isEqualTo(Instant.parse("2026-11-22T00:10:00Z"));
        assertThat(due.windows()).hasSize(144);
        assertThat(due.reachesNow()).isTrue();
    }

    @Test
    void aCronRuleHasAGapOnlyIfItShouldHaveFired() {
        Rule weekly = rule("cron: '0 8 * * MON'", "0s");
        Instant monday = Instant.parse("2026-11-23T08:00:00Z");

        DueWindows due = DueWindows.of(weekly, monday, monday.plus(Duration.ofDays(6)), DAY, 10);

        assertThat(due.gap()).isNull();
        assertThat(due.windows()).isEmpty();
    }

    @Test
    void cronFollowsItsZoneOverTheChangeOfClocks() {
        Rule rule = rule("cron: '30 2 * * *'\nzone: Europe/Berlin", "0s");

        DueWindows due = DueWindows.of(
                rule,
                Instant.parse("2026-10-23T12:00:00Z"),
                Instant.parse("2026-10-27T12:00:00Z"),
                Duration.ofDays(9),
                10);

        assertThat(ends(due))
                .containsExactly(
                        Instant.parse("2026-10-24T00:30:00Z"),
                        Instant.parse("2026-10-25T00:30:00Z"),
                        Instant.parse("2026-10-26T01:30:00Z"),
                        Instant.parse("2026-10-27T01:30:00Z"));
    }

    @Test
    void aTimeThatIsLeftOutFiresAfterTheJump() {
        Rule rule = rule("cron: '30 2 * * *'\nzone: Europe/Berlin", "0s");

        DueWindows due = DueWindows.of(
                rule,
                Instant.parse("2026-03-27T12:00:00Z"),
                Instant.parse("2026-03-30T12:00:00Z"),
                Duration.ofDays(9),
                10);

        assertThat(ends(due))
                .containsExactly(
                        Instant.parse("2026-03-28T01:30:00Z"),
                        Instant.parse("2026-03-29T01:00:00Z"),
                        Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void whatNeverFiresIsNeverDue() {
        Rule rule = rule("cron: '0 0 31 2 *'", "0s");

        assertThat(DueWindows.nextDue(rule, at("10:00:00"))).isEmpty();
        assertThat(DueWindows.of(rule, Instant.EPOCH, at("10:00:00"), DAY, 10))
                .isEqualTo(new DueWindows(null, List.of(), true));
    }

    @Test
    void anHourThatComesTwiceIsNotSkipped() {
        Rule rule = rule("cron: '*/10 * * * *'\nzone: Europe/Berlin", "0s");

        DueWindows due = DueWindows.of(
                rule, Instant.parse("2026-10-24T23:00:00Z"), Instant.parse("2026-10-25T03:00:00Z"), DAY, 100);

        assertThat(ends(due)).hasSize(24).isSorted();
    }

    @Test
    void eitherDayFieldFires() {
        Rule rule = rule("cron: '0 8 1 * FRI'", "0s");

        DueWindows due = DueWindows.of(
                rule,
                Instant.parse("2026-11-26T12:00:00Z"),
                Instant.parse("2026-12-05T12:00:00Z"),
                Duration.ofDays(30),
                10);

        assertThat(ends(due))
                .containsExactly(
                        Instant.parse("2026-11-27T08:00:00Z"),
                        Instant.parse("2026-12-01T08:00:00Z"),
                        Instant.parse("2026-12-04T08:00:00Z"));
    }

    /** Whenever somebody looks, in whatever steps: together they see every window once, in order. */
    @RepeatedTest(50)
    void lookingAtAnyTimesSeesEveryWindowOnce(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        int every = 1 + random.nextInt(600);
        Rule rule = rule("every: " + every + "s", random.nextInt(60) + "s");
        Instant start = at("00:00:00").plusSeconds(random.nextInt(10_000));
        Instant cursor = DueWindows.firstCursor(rule, start);
        Instant first = cursor;
        Instant now = start;
        List<Instant> seen = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            now = now.plusMillis(random.nextInt(every * 3000));
            DueWindows due = DueWindows.of(rule, cursor, now, DAY, 1 + random.nextInt(5));
            seen.addAll(ends(due));
            if (!due.windows().isEmpty()) {
                cursor = due.windows().getLast().end();
            }
        }
        List<Instant> expected = new ArrayList<>();
        for (int i = 1; i <= seen.size(); i++) {
            expected.add(first.plusSeconds((long) i * every));
        }
        assertThat(seen).as("seed %d", run.getCurrentRepetition()).isEqualTo(expected);
    }
}
