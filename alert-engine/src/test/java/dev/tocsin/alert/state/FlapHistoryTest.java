package dev.tocsin.alert.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.evaluate.Verdict;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.FireTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlapHistoryTest {
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");
    private static final String CALENDAR = "office: {zone: Europe/Berlin, days: {mon-fri: 09:00-12:00}}\n";

    private static Rule rule(String schedule, String more) {
        return RulesForTests.within(
                CALENDAR,
                "condition: {count: hits, threshold: {warning: {above: 10}, critical: {above: 100}}}\n"
                        + "recoverAt: 5\nwindow: 1m\n" + schedule + "\n" + more.replace(';', '\n') + "\n");
    }

    /** A rule's windows one after the other, as it is scheduled; {@code g} is one that is given up. */
    private static final class Watch {
        private final List<String> story = new ArrayList<>();
        private Rule rule;
        private AlertState state;
        private Instant end = START;
        private int number;
        private int forgotten;

        Watch(Rule rule) {
            this.rule = rule;
            this.state = AlertState.unknown(GroupKey.ALL, rule.version());
        }

        Watch look(String verdicts) {
            for (char verdict : verdicts.toCharArray()) {
                look(verdict);
            }
            return this;
        }

        private void look(char letter) {
            number++;
            Instant before = end;
            end = FireTimes.after(rule.schedule(), before).orElseThrow();
            boolean wasFlapping = state.flaps().isFlapping();
            Verdict verdict = StateMachineTest.verdict(letter == 'g' ? 'u' : letter);
            if (letter == 'g' && state.isNormal()) {
                state = state.givenUpFor(Duration.between(before, end));
                return;
            }
            Step step = StateMachine.advance(
                    rule,
                    state,
                    new GroupVerdict(GroupKey.ALL, verdict, true),
                    new Window(end.minusSeconds(60), end),
                    letter == 'u' ? end : before);
            state = step.forgotten() ? AlertState.unknown(GroupKey.ALL, rule.version()) : step.next();
            forgotten = step.forgotten() ? forgotten + 1 : 0;
            if (letter == 'u') {
                // It is tried again.
                end = before;
            }
            for (Transition transition : step.transitions()) {
                Flap flap = transition.flapping();
                String said = flap == null ? "" : flap.told() ? " flapping, told" : " flapping";
                story.add(number + " " + transition.kind() + said);
            }
            if (wasFlapping && !state.flaps().isFlapping()) {
                story.add(number + " still");
            }
        }
    }

    private static String said(List<String> story) {
        return story.stream()
                .filter(step -> step.contains("flapping") || step.contains("still"))
                .collect(Collectors.joining(", "));
    }

    /** Of the first evaluations: letters as in StateMachineTest, {@code g} a window that was given up. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # the fourth change begins it, and is told
            w.w.w                          |                          | 4 RESOLVED flapping, told, 5 FIRED flapping
            w.w                            |                          | ''
            # not in the last so many
            w....w..                       | flapping: {of: 5}        | ''
            w..w.                          | flapping: {of: 5, changes: 4} | 5 RESOLVED flapping, told
            w..ww.                         | flapping: {of: 5, changes: 4} | ''
            # it is over when none of them changed
            w.w.....                       | flapping: {of: 4}        | 4 RESOLVED flapping, told, 8 still
            w.w....                        | flapping: {of: 4}        | 4 RESOLVED flapping, told
            w.w..wwww                      | flapping: {of: 4}        | 4 RESOLVED flapping, told, 6 FIRED flapping
            w.w..wwwww                     | flapping: {of: 4}        | 4 RESOLVED flapping, told, 6 FIRED flapping, 10 still
            # and may begin again
            w.w.....w.w.                   | flapping: {of: 4}        | 4 RESOLVED flapping, told, 8 still, 12 RESOLVED flapping, told
            # what is worse than ever since is told once
            w.w.w.c.c                      |                          | 4 RESOLVED flapping, told, 5 FIRED flapping, 6 RESOLVED flapping, 7 FIRED flapping, told, 8 RESOLVED flapping, 9 FIRED flapping
            w.w.wcwc                       |                          | 4 RESOLVED flapping, told, 5 FIRED flapping, 6 ESCALATED flapping, told, 7 DEESCALATED flapping, 8 ESCALATED flapping
            c.c.wc                         |                          | 4 RESOLVED flapping, told, 5 FIRED flapping, 6 ESCALATED flapping
            # off
            w.w.w.w.w.w.w.w.w.             | flapping: off            | ''
            # with for: what never fires changes nothing, what does is told all the same without flapping
            w.w.w.w.w.w.w.w.w.             | for: 2m                  | ''
            www.www.www                    | for: 2m                  | 8 RESOLVED flapping, told, 9 PENDING flapping, 11 FIRED flapping
            www.www.www                    | for: 2m;flapping: off    | ''
            # with keepFiringFor: what recovers fires still
            w.w.w.w.w.w.w.w.w.             | keepFiringFor: 2m        | ''
            w..w..w..w..                   | keepFiringFor: 1m        | 6 RESOLVED flapping, told, 7 FIRED flapping, 8 RECOVERING flapping, 9 RESOLVED flapping, 10 FIRED flapping, 11 RECOVERING flapping, 12 RESOLVED flapping
            # between breach and recoverAt nothing changes
            wbwbwbwbwb                     |                          | ''
            w.b.wb.                        |                          | 7 RESOLVED flapping, told
            # no data is a look that changed nothing, and an alert of its own if the rule says so
            wnn.nnw.                       |                          | 8 RESOLVED flapping, told
            w.w.nnnn                       | flapping: {of: 4}        | 4 RESOLVED flapping, told, 8 still
            n.n.                           | noData: alert            | 4 RESOLVED flapping, told
            nwnw                           | noData: alert            | ''
            # undecided is no look: it is tried again; that it pages is not of the alert
            wuu.uuw.                       | flapping: {of: 4}        | 8 RESOLVED flapping, told
            u.u.u.                         | onError: alert           | ''
            # windows that were given up are none that held still
            w.w.gggggggg...                | flapping: {of: 4}        | 4 RESOLVED flapping, told
            w.w.gggggggg....               | flapping: {of: 4}        | 4 RESOLVED flapping, told, 16 still
            w.w.wggggggggwww               | flapping: {of: 4}        | 4 RESOLVED flapping, told, 5 FIRED flapping
            w.w.wggggggggwwww              | flapping: {of: 4}        | 4 RESOLVED flapping, told, 5 FIRED flapping, 17 still
            """)
    void anAlertFlapsUntilItHoldsStill(String verdicts, String more, String expected) {
        Watch watch = new Watch(rule("every: 1m", more == null ? "" : more));

        watch.look(verdicts);

        assertThat(said(watch.story)).isEqualTo(expected);
    }

    @Test
    void itSaysHowOftenItChangedInHowManyEvaluations() {
        assertThat(new Flap(4, 20, true).inWords())
                .isEqualTo("flapping: changed 4 times in 20 evaluations; told again when it holds still");
    }

    @Test
    void whatAnotherVersionOfTheRuleSawDoesNotCount() {
        Watch watch = new Watch(rule("every: 1m", ""));
        watch.look("w.w.w");
        assertThat(watch.state.flaps().isFlapping()).isTrue();

        watch.rule = rule("every: 1m", "timeField: event.ingested");
        watch.look("u");
        assertThat(watch.state.flaps().isFlapping()).as("not judged yet").isTrue();
        watch.look(".");

        assertThat(watch.state.flaps().isFlapping()).isFalse();
        assertThat(watch.state.flaps().changes()).as("its own first").hasSize(1);
        assertThat(said(watch.story)).endsWith("5 FIRED flapping, 7 still");
    }

    @Test
    void aCalmAlertIsKeptAsLongAsAChangeOfItCountsAndIsNotWrittenMeanwhile() {
        Watch watch = new Watch(rule("every: 1m", "flapping: {of: 5, changes: 4}"));
        watch.look("w.");
        AlertState resolved = watch.state;

        for (int i = 0; i < 4; i++) {
            watch.look(".");
            assertThat(watch.state.flaps()).isEqualTo(resolved.flaps());
            assertThat(watch.forgotten).isZero();
        }
        watch.look(".");

        assertThat(watch.forgotten).isOne();
    }

    @Test
    void offForgetsAtOnce() {
        Watch watch = new Watch(rule("every: 1m", ""));
        watch.look("w.w.");
        watch.rule = rule("every: 1m", "flapping: off");

        watch.look(".");

        assertThat(watch.forgotten).isOne();
    }

    /** Thursday 11:58 in Berlin, on a calendar that closes at noon: the next evaluation is on Friday at nine. */
    @Test
    void closedHoursAreNoEvaluations() {
        Watch watch = new Watch(rule("every: 1m\nduring: office", "flapping: {of: 5, changes: 4}"));
        watch.end = Instant.parse("2026-11-26T10:57:00Z");

        watch.look("w.w.");
        assertThat(watch.end).isEqualTo(Instant.parse("2026-11-27T08:01:00Z"));
        watch.look("....");
        assertThat(watch.state.flaps().isFlapping()).isTrue();
        watch.look(".");

        assertThat(said(watch.story)).isEqualTo("4 RESOLVED flapping, told, 9 still");
    }

    /** A rule is evaluated as it says; the last change counts for less than a day, whatever lies between. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron: '17 3 * * *'             | w.w.w.w.w.         |                          | ''
            every: 24h                     | w.w.w.w.           | flapping: {changes: 2, of: 5} | ''
            every: 12h                     | w.w.w.             | flapping: {changes: 2, of: 5} | 2 RESOLVED flapping, told, 3 FIRED flapping, 4 RESOLVED flapping, 5 FIRED flapping, 6 RESOLVED flapping
            every: 12h                     | w...               | flapping: {changes: 2, of: 5} | 2 RESOLVED flapping, told, 4 still
            every: 6h                      | w.w....            |                          | 4 RESOLVED flapping, told
            every: 6h                      | w.w.....           |                          | 4 RESOLVED flapping, told, 8 still
            every: 6h                      | w.w....w.w.        |                          | 4 RESOLVED flapping, told, 8 still, 11 RESOLVED flapping, told
            every: 4h                      | w.w.......         |                          | 4 RESOLVED flapping, told, 10 still
            """)
    void nothingIsHeldBackForLongerThanADay(String schedule, String verdicts, String more, String expected) {
        Watch watch = new Watch(rule(schedule, more == null ? "" : more));

        watch.look(verdicts);

        assertThat(said(watch.story)).isEqualTo(expected);
    }

    /** Friday 11:58: on Monday it holds still, and what changes then is the first change. */
    @Test
    void aWeekendIsLongerThanADay() {
        Watch watch = new Watch(rule("every: 1m\nduring: office", ""));
        watch.end = Instant.parse("2026-11-27T10:55:00Z");

        watch.look("w.w.w");

        assertThat(watch.end).isEqualTo(Instant.parse("2026-11-30T08:00:00Z"));
        assertThat(said(watch.story)).isEqualTo("4 RESOLVED flapping, told, 5 still");
        assertThat(watch.state.flaps().changes()).containsExactly(watch.end);
    }

    /** The oracle looks at every evaluation that there was, one by one. */
    @RepeatedTest(200)
    void agreesWithWhoCountsEachEvaluation(RepetitionInfo run) {
        long seed = run.getCurrentRepetition();
        Random random = new Random(seed);
        String schedule = List.of(
                        "every: 1m",
                        "every: 7m",
                        "cron: '*/5 8-18 * * MON-FRI'",
                        "cron: '17 3 * * *'",
                        "cron: '0 */5 * * *'",
                        "every: 3h",
                        "every: 10m\nduring: office")
                .get(random.nextInt(7));
        int of = random.nextInt(2, 30);
        int enough = random.nextInt(2, Math.min(of, 6) + 1);
        Rule rule = rule(
                schedule,
                "flapping: {changes: %d, of: %d};keepFiringFor: %dm".formatted(enough, of, random.nextInt(2)));
        int stickiness = 1 + random.nextInt(8);
        Watch watch = new Watch(rule);
        List<Boolean> changed = new ArrayList<>();
        List<Instant> ends = new ArrayList<>();
        Instant lastChange = Instant.MIN;
        List<Boolean> expected = new ArrayList<>();
        List<Boolean> found = new ArrayList<>();
        boolean isFlapping = false;
        char now = '.';
        StringBuilder history = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            if (random.nextInt(stickiness) == 0) {
                now = "..wwcnbu".charAt(random.nextInt(8));
            }
            history.append(now);
            boolean fired = watch.state.isShownFiring();
            watch.look(now);
            if (now != 'u') {
                changed.add(fired != watch.state.isShownFiring());
                ends.add(watch.end);
                Instant tooLongAgo = watch.end.minus(Duration.ofHours(24));
                isFlapping &= lastChange.isAfter(tooLongAgo);
                long inLast = 0;
                for (int one = Math.max(0, changed.size() - of); one < changed.size(); one++) {
                    inLast += changed.get(one) && ends.get(one).isAfter(tooLongAgo) ? 1 : 0;
                }
                isFlapping = isFlapping ? inLast > 0 : inLast >= enough;
                lastChange = changed.getLast() ? watch.end : lastChange;
            }
            expected.add(isFlapping);
            found.add(watch.state.flaps().isFlapping());
        }

        assertThat(found)
                .as("seed %d, %s, %d of %d, %s", seed, schedule, enough, of, history)
                .isEqualTo(expected);
    }

    @RepeatedTest(100)
    void whatIsDecidedAnewIsTheSame(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        StringBuilder verdicts = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            verdicts.append("..wwc".charAt(random.nextInt(5)));
        }
        Watch once = new Watch(rule("every: 1m", ""));
        once.look(verdicts.toString());

        Watch again = new Watch(rule("every: 1m", ""));
        again.look(verdicts.substring(0, 50));
        Watch continued = new Watch(again.rule);
        continued.state = again.state;
        continued.end = again.end;
        continued.look(verdicts.substring(50));

        assertThat(continued.state).isEqualTo(once.state);
    }
}
