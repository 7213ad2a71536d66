package dev.tocsin.alert.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    private static Pause pause(String since, String until) {
        return new Pause(at(since), at(until), "anna", "");
    }

    @Test
    void aPauseLeavesOutWhatWasDueInItButForTheLast() {
        Rule rule = rule("every: 1m", "15s");
        List<Pause> pauses = List.of(pause("10:05:15", "10:10:15"));

        DueWindows before = DueWindows.of(rule, at("10:03:00"), at("10:12:20"), DAY, 10, pauses);
        DueWindows after = DueWindows.of(rule, at("10:05:00"), at("10:12:20"), DAY, 10, pauses);

        assertThat(before.gap()).isNull();
        assertThat(ends(before)).containsExactly(at("10:04:00"), at("10:05:00"));
        assertThat(before.reachesNow()).isFalse();
        assertThat(after.gap()).isEqualTo(new DueWindows.Gap(at("10:05:00"), at("10:09:00"), pauses.getFirst()));
        assertThat(ends(after)).containsExactly(at("10:10:00"), at("10:11:00"), at("10:12:00"));
        assertThat(after.reachesNow()).isTrue();
    }

    /** Whatever the schedule and the pauses: each window is decided, or given up for the reason that is true of it. */
    @RepeatedTest(80)
    void everyWindowIsDecidedOrGivenUpForItsOwnReason(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        String schedule = List.of("every: 1m", "every: 7m", "every: 1h", "cron: '*/5 * * * *'", "cron: '0 8,20 * * *'")
                .get(random.nextInt(5));
        Rule rule = rule(schedule, List.of("0s", "15s", "3m").get(random.nextInt(3)));
        Instant first = at("10:00:00");
        Instant start = DueWindows.latestEnd(rule, first.minus(Duration.ofDays(2)), first);
        Instant now = first;
        List<Pause> pauses = new ArrayList<>();
        for (int pause = random.nextInt(5); pause > 0; pause--) {
            Instant since = now.plusSeconds(random.nextInt(6 * 3600));
            now = since.plusSeconds(random.nextInt(random.nextBoolean() ? 300 : 15 * 3600));
            pauses.add(new Pause(since, now, "anna", ""));
        }
        now = now.plusSeconds(random.nextInt(30 * 3600));
        Instant horizon = now.minus(rule.delay()).minus(DAY);
        int limit = 1 + random.nextInt(200);

        Instant cursor = start;
        int turns = 0;
        while (true) {
            DueWindows due = DueWindows.of(rule, cursor, now, DAY, limit, pauses);
            assertThat(turns++).as("turns").isLessThan(5_000);
            DueWindows.Gap gap = due.gap();
            if (gap != null) {
                assertThat(gap.after()).isEqualTo(cursor);
                for (Instant end : endsBetween(rule, gap.after(), gap.upTo())) {
                    boolean isOfPause = pauses.stream().anyMatch(pause -> isLeftOut(rule, end, pause));
                    assertThat(gap.pause() != null).as("%s in a pause", end).isEqualTo(isOfPause);
                    assertThat(gap.pause() != null || !end.isAfter(horizon))
                            .as("%s is too far back", end)
                            .isTrue();
                }
                cursor = gap.upTo();
            }
            for (Instant end : ends(due)) {
                assertThat(FireTimes.after(rule.schedule(), cursor)).contains(end);
                assertThat(end).isAfter(horizon).isBeforeOrEqualTo(now.minus(rule.delay()));
                assertThat(pauses).noneMatch(pause -> isLeftOut(rule, end, pause));
                cursor = end;
            }
            assertThat(due.windows().size()).isLessThanOrEqualTo(limit);
            if (due.reachesNow()) {
                break;
            }
            assertThat(gap != null || !due.windows().isEmpty()).as("moves").isTrue();
        }
        assertThat(endsBetween(rule, cursor, now.minus(rule.delay()))).isEmpty();
        Instant reached = cursor;
        assertThat(pauses)
                .allMatch(pause -> DueWindows.leftOut(rule, reached, pause).isEmpty());
    }

    /** Due in the pause, and not the last that was. */
    private static boolean isLeftOut(Rule rule, Instant end, Pause pause) {
        Instant until = Objects.requireNonNull(pause.until());
        Instant next = FireTimes.after(rule.schedule(), end).orElseThrow();
        return end.plus(rule.delay()).isAfter(pause.since())
                && !next.plus(rule.delay()).isAfter(until);
    }

    private static List<Instant> endsBetween(Rule rule, Instant after, Instant upTo) {
        List<Instant> ends = new ArrayList<>();
        for (Instant end = FireTimes.after(rule.schedule(), after).orElseThrow();
                !end.isAfter(upTo);
                end = FireTimes.after(rule.schedule(), end).orElseThrow()) {
            ends.add(end);
        }
        return ends;
    }
}
