package dev.tocsin.alert.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.evaluate.Verdict;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateMachineTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final GroupKey HOST = new GroupKey(Map.of("host", "a"));

    static Rule rule(String more) {
        return RulesForTests.rule(
                "condition: {count: hits, threshold: {warning: {above: 10}, critical: {above: 100}}}\nwindow: 1m\nevery: 1m\n"
                        + more);
    }

    static Window minute(int number) {
        return new Window(START.plusSeconds(60L * (number - 1)), START.plusSeconds(60L * number));
    }

    /** w breach of warning, c of critical, . calm, b between breach and recovery, n no data, u undecided. */
    static Verdict verdict(char letter) {
        return switch (letter) {
            case 'w' -> new Verdict.Breach(Severity.WARNING, 11, 10.0);
            case 'c' -> new Verdict.Breach(Severity.CRITICAL, 101, 100.0);
            case '.' -> new Verdict.Calm(1);
            case 'b' -> new Verdict.Between(9, "");
            case 'n' -> new Verdict.NoData();
            case 'u' -> new Verdict.Undecided("down");
            default -> throw new IllegalArgumentException("" + letter);
        };
    }

    /** Runs minute by minute; the words are minute and what happened in it. */
    private static String story(Rule rule, String verdicts) {
        AlertState state = AlertState.unknown(GroupKey.ALL, rule.version());
        List<String> story = new ArrayList<>();
        for (int i = 1; i <= verdicts.length(); i++) {
            Step step = StateMachine.advance(
                    rule,
                    state,
                    new GroupVerdict(GroupKey.ALL, verdict(verdicts.charAt(i - 1)), true),
                    minute(i),
                    minute(i - 1).end());
            state = step.next();
            for (Transition transition : step.transitions()) {
                story.add(i + " " + transition.kind());
            }
        }
        return story.stream().collect(Collectors.joining(", ", "", "; " + state.status()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # from NORMAL
            .        |                    | ; NORMAL
            w        |                    | 1 FIRED; ALERTING
            c        |                    | 1 FIRED; ALERTING
            w        | for: 1m            | 1 PENDING; PENDING
            n        |                    | ; NORMAL
            n        | noData: ok         | ; NORMAL
            n        | noData: alert      | 1 NO_DATA; NO_DATA
            u        |                    | ; NORMAL
            u        | onError: alert     | 1 ERROR; ERROR
            # from PENDING
            ww       | for: 1m            | 1 PENDING, 2 FIRED; ALERTING
            www      | for: 3m            | 1 PENDING; PENDING
            wwww     | for: 3m            | 1 PENDING, 4 FIRED; ALERTING
            wcww     | for: 3m            | 1 PENDING, 4 FIRED; ALERTING
            w.       | for: 1m            | 1 PENDING, 2 PENDING_DROPPED; NORMAL
            w.ww     | for: 1m            | 1 PENDING, 2 PENDING_DROPPED, 3 PENDING, 4 FIRED; ALERTING
            wn       | for: 1m            | 1 PENDING; PENDING
            wnw      | for: 1m            | 1 PENDING, 3 FIRED; ALERTING
            wnw      | for: 2m            | 1 PENDING; PENDING
            wnww     | for: 2m            | 1 PENDING, 4 FIRED; ALERTING
            wn       | for: 1m,noData: ok | 1 PENDING, 2 PENDING_DROPPED; NORMAL
            wn       | for: 1m,noData: alert | 1 PENDING, 2 PENDING_DROPPED, 2 NO_DATA; NO_DATA
            wu       | for: 1m            | 1 PENDING; PENDING
            wuw      | for: 2m            | 1 PENDING; PENDING
            wuww     | for: 2m            | 1 PENDING, 4 FIRED; ALERTING
            wuw      | for: 1m,onError: alert | 1 PENDING, 3 FIRED; ALERTING
            # from ALERTING
            ww       |                    | 1 FIRED; ALERTING
            wc       |                    | 1 FIRED, 2 ESCALATED; ALERTING
            cw       |                    | 1 FIRED, 2 DEESCALATED; ALERTING
            w.       |                    | 1 FIRED, 2 RESOLVED; NORMAL
            w.       | keepFiringFor: 1m  | 1 FIRED, 2 RECOVERING; RECOVERING
            wn       |                    | 1 FIRED; ALERTING
            wn       | noData: ok         | 1 FIRED, 2 RESOLVED; NORMAL
            wn       | noData: alert      | 1 FIRED; ALERTING
            wu       |                    | 1 FIRED; ALERTING
            wu       | onError: alert     | 1 FIRED; ALERTING
            # from RECOVERING
            w..      | keepFiringFor: 1m  | 1 FIRED, 2 RECOVERING, 3 RESOLVED; NORMAL
            w...     | keepFiringFor: 3m  | 1 FIRED, 2 RECOVERING; RECOVERING
            w....    | keepFiringFor: 3m  | 1 FIRED, 2 RECOVERING, 5 RESOLVED; NORMAL
            w.w      | keepFiringFor: 1m  | 1 FIRED, 2 RECOVERING, 3 RELAPSED; ALERTING
            w.c      | keepFiringFor: 1m  | 1 FIRED, 2 RECOVERING, 3 RELAPSED, 3 ESCALATED; ALERTING
            w.w..    | keepFiringFor: 1m  | 1 FIRED, 2 RECOVERING, 3 RELAPSED, 4 RECOVERING, 5 RESOLVED; NORMAL
            w.n.     | keepFiringFor: 2m  | 1 FIRED, 2 RECOVERING; RECOVERING
            w.u..    | keepFiringFor: 2m  | 1 FIRED, 2 RECOVERING, 5 RESOLVED; NORMAL
            # between breach and recovery
            b        |                    | ; NORMAL
            wb       | for: 1m            | 1 PENDING, 2 PENDING_DROPPED; NORMAL
            wb       |                    | 1 FIRED; ALERTING
            wbw      |                    | 1 FIRED; ALERTING
            wb.      |                    | 1 FIRED, 3 RESOLVED; NORMAL
            cbw      |                    | 1 FIRED, 3 DEESCALATED; ALERTING
            w.b      | keepFiringFor: 2m  | 1 FIRED, 2 RECOVERING, 3 RELAPSED; ALERTING
            w.b..    | keepFiringFor: 2m  | 1 FIRED, 2 RECOVERING, 3 RELAPSED, 4 RECOVERING; RECOVERING
            w.b...   | keepFiringFor: 2m  | 1 FIRED, 2 RECOVERING, 3 RELAPSED, 4 RECOVERING, 6 RESOLVED; NORMAL
            nb       | noData: alert      | 1 NO_DATA, 2 RESOLVED; NORMAL
            # from NO_DATA
            nn       | noData: alert      | 1 NO_DATA; NO_DATA
            n.       | noData: alert      | 1 NO_DATA, 2 RESOLVED; NORMAL
            nw       | noData: alert      | 1 NO_DATA, 2 RESOLVED, 2 FIRED; ALERTING
            nw       | noData: alert,for: 1m | 1 NO_DATA, 2 RESOLVED, 2 PENDING; PENDING
            nu       | noData: alert,onError: alert | 1 NO_DATA; NO_DATA
            # from ERROR
            uu       | onError: alert     | 1 ERROR; ERROR
            u.       | onError: alert     | 1 ERROR, 2 RESOLVED; NORMAL
            uw       | onError: alert     | 1 ERROR, 2 RESOLVED, 2 FIRED; ALERTING
            un       | onError: alert     | 1 ERROR, 2 RESOLVED; NORMAL
            un       | onError: alert,noData: alert | 1 ERROR, 2 RESOLVED, 2 NO_DATA; NO_DATA
            """)
    void everyCellOfTheTable(String verdicts, @Nullable String settings, String expected) {
        String more = settings == null ? "" : settings.replace(",", "\n");

        assertThat(story(rule(more), verdicts)).isEqualTo(expected);
    }

    private static Step step(Rule rule, AlertState state, char verdict, boolean seen, int minute) {
        return StateMachine.advance(
                rule,
                state,
                new GroupVerdict(state.group(), verdict(verdict), seen),
                minute(minute),
                minute(minute - 1).end());
    }

    @Test
    void saysWhatTheNumberIsMadeOf() {
        Rule rule =
                RulesForTests.rule("condition: {ratio: {kql: 'a: b'}, threshold: {above: 5}}\nwindow: 1m\nevery: 1m\n");
        Verdict breach = new Verdict.Breach(Severity.CRITICAL, 100.0 / 12, 5.0, "1 of 12 events");

        Step fired = StateMachine.advance(
                rule,
                AlertState.unknown(GroupKey.ALL, rule.version()),
                new GroupVerdict(GroupKey.ALL, breach, true),
                minute(1),
                minute(0).end());
        Step over = StateMachine.advance(
                rule,
                fired.next(),
                new GroupVerdict(GroupKey.ALL, new Verdict.Calm(null, "nothing there"), false),
                minute(2),
                minute(1).end());

        assertThat(fired.transitions().getFirst().reason()).isEqualTo("8.333 % is above 5 % (1 of 12 events)");
        assertThat(over.transitions().getFirst().reason()).isEqualTo("nothing there");
        assertThat(over.transitions().getFirst().value()).isNull();
    }

    @Test
    void anEpisodeIsNamedByItsBeginningAndKeepsItsName() {
        Rule rule = rule("for: 2m\nkeepFiringFor: 1m");
        AlertState state = AlertState.unknown(GroupKey.ALL, rule.version());
        List<Transition> all = new ArrayList<>();
        String verdicts = "wwwc.w..";
        for (int i = 1; i <= verdicts.length(); i++) {
            Step step = step(rule, state, verdicts.charAt(i - 1), true, i);
            state = step.next();
            all.addAll(step.transitions());
        }

        assertThat(all).extracting(Transition::episodeId).containsOnly("checkout-errors||2026-11-23T10:01:00Z");
        assertThat(all).extracting(Transition::since).containsOnly(minute(1).end());
        assertThat(all)
                .extracting(Transition::kind)
                .containsExactly(
                        TransitionKind.PENDING,
                        TransitionKind.FIRED,
                        TransitionKind.ESCALATED,
                        TransitionKind.RECOVERING,
                        TransitionKind.RELAPSED,
                        TransitionKind.DEESCALATED,
                        TransitionKind.RECOVERING,
                        TransitionKind.RESOLVED);
        assertThat(all.getLast().severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void aTransitionSaysWhatWasMeasured() {
        Transition fired = step(rule(""), AlertState.unknown(GroupKey.ALL, "v"), 'c', true, 1)
                .transitions()
                .getFirst();

        assertThat(fired.value()).isEqualTo(101);
        assertThat(fired.threshold()).isEqualTo(100);
        assertThat(fired.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(fired.reason()).isEqualTo("101 is above 100");
        assertThat(fired.window()).isEqualTo(minute(1));
    }

    @Test
    void aNewVersionKeepsWhatFiresAndJudgesItAtTheNextWindow() {
        Rule old = rule("keepFiringFor: 5m");
        Rule edited = rule("keepFiringFor: 5m\ntimeField: event.ingested");
        assertThat(edited.version()).isNotEqualTo(old.version());
        AlertState firing = step(old, AlertState.unknown(GroupKey.ALL, old.version()), 'w', true, 1)
                .next();

        Step next = step(edited, firing, 'w', true, 2);

        assertThat(next.transitions()).isEmpty();
        assertThat(next.next().episodeId()).isEqualTo(firing.episodeId());
        assertThat(next.next().version()).isEqualTo(edited.version());
    }

    @Test
    void nothingIsWaitedForAcrossAnEdit() {
        Rule old = rule("for: 1m");
        Rule edited = rule("for: 1m\ntimeField: event.ingested");
        AlertState pending = step(old, AlertState.unknown(GroupKey.ALL, old.version()), 'w', true, 1)
                .next();

        assertThat(step(edited, pending, 'w', true, 2).transitions())
                .extracting(Transition::kind)
                .containsExactly(TransitionKind.PENDING_DROPPED, TransitionKind.PENDING);
    }

    @Test
    void aGroupThatIsNotSeenAnyMoreExpiresWithoutAResolve() {
        Rule rule = RulesForTests.rule(
                "condition: {count: hits, threshold: {below: 5}}\nwindow: 1m\nevery: 1m\ngroupBy: [host]\nseenWithin: 3m");
        AlertState state = AlertState.normal(HOST, rule.version(), minute(1).end());

        Step fired = StateMachine.advance(
                rule,
                state,
                new GroupVerdict(HOST, new Verdict.Breach(Severity.CRITICAL, 0, 5.0), false),
                minute(2),
                minute(1).end());
        Step still = step(rule, fired.next(), '.', false, 4);
        Step expired = step(rule, fired.next(), '.', false, 5);

        assertThat(fired.transitions()).extracting(Transition::kind).containsExactly(TransitionKind.FIRED);
        assertThat(still.transitions()).extracting(Transition::kind).containsExactly(TransitionKind.RESOLVED);
        assertThat(still.forgotten()).as("its absence matters").isFalse();
        assertThat(expired.transitions()).extracting(Transition::kind).containsExactly(TransitionKind.EXPIRED);
        assertThat(expired.forgotten()).isTrue();
    }

    @Test
    void seenAgainItDoesNotExpire() {
        Rule rule = RulesForTests.rule(
                "condition: {count: hits, threshold: {below: 5}}\nwindow: 1m\nevery: 1m\ngroupBy: [host]\nseenWithin: 3m");
        AlertState state = AlertState.normal(HOST, rule.version(), minute(1).end());

        assertThat(step(rule, state, '.', true, 9).next().lastSeen())
                .isEqualTo(minute(9).end());
    }

    @Test
    void calmGroupsAreRememberedOnlyWhereAbsenceMatters() {
        Rule above = RulesForTests.rule(
                "condition: {count: hits, threshold: {above: 5}}\nwindow: 1m\nevery: 1m\ngroupBy: [host]");
        Rule below = RulesForTests.rule(
                "condition: {count: hits, threshold: {below: 5}}\nwindow: 1m\nevery: 1m\ngroupBy: [host]");

        assertThat(step(above, AlertState.unknown(HOST, "v"), '.', true, 1).forgotten())
                .isTrue();
        assertThat(step(below, AlertState.unknown(HOST, "v"), '.', true, 1).forgotten())
                .isFalse();
    }

    @Test
    void groupsDoNotPageForWhatIsAboutTheRule() {
        Rule rule = rule("groupBy: [host]\nnoData: alert\nonError: alert");

        assertThat(step(rule, AlertState.unknown(HOST, "v"), 'n', false, 1).transitions())
                .isEmpty();
        assertThat(step(rule, AlertState.unknown(HOST, "v"), 'u', false, 1).transitions())
                .isEmpty();
    }

    @Test
    void aGapTakesItsLengthOffTheTimer() {
        Rule rule = rule("for: 10m");
        AlertState pending = step(rule, AlertState.unknown(GroupKey.ALL, rule.version()), 'w', true, 1)
                .next();

        AlertState afterGap = StateMachine.advance(
                        rule,
                        pending,
                        new GroupVerdict(GroupKey.ALL, new Verdict.Undecided("gap"), false),
                        minute(100),
                        minute(1).end())
                .next();

        assertThat(step(rule, afterGap, 'w', true, 109).transitions()).isEmpty();
        assertThat(step(rule, afterGap, 'w', true, 110).transitions())
                .extracting(Transition::kind)
                .containsExactly(TransitionKind.FIRED);
    }

    @Test
    void eventsAreToldOncePerWindowAndLeaveNoState() {
        Rule rule = RulesForTests.rule("condition: each\nwindow: 1m\nevery: 1m\nonError: alert");

        Step step = step(rule, AlertState.unknown(GroupKey.ALL, rule.version()), 'w', true, 1);
        Step afterError = step(
                rule,
                step(rule, AlertState.unknown(GroupKey.ALL, rule.version()), 'u', true, 1)
                        .next(),
                'w',
                true,
                2);

        assertThat(step.forgotten()).isTrue();
        assertThat(step.transitions()).hasSize(1);
        assertThat(step.transitions().getFirst().kind()).isEqualTo(TransitionKind.EVENT);
        assertThat(step.transitions().getFirst().value()).isEqualTo(11);
        assertThat(step.transitions().getFirst().since()).isEqualTo(minute(1).end());
        assertThat(afterError.transitions())
                .extracting(Transition::kind)
                .containsExactly(TransitionKind.RESOLVED, TransitionKind.EVENT);
        assertThat(afterError.next().status()).isEqualTo(AlertStatus.NORMAL);
    }

    @Test
    void groupsOfOtherFieldsAreRetired() {
        Rule rule = rule("groupBy: [host]");
        AlertState other = step(rule, AlertState.unknown(new GroupKey(Map.of("service", "x")), "old"), 'w', true, 1)
                .next();

        Step retired = StateMachine.retire(rule, other, minute(2));

        assertThat(retired.forgotten()).isTrue();
        assertThat(retired.transitions()).extracting(Transition::kind).containsExactly(TransitionKind.UNWATCHED);
        assertThat(Duration.between(
                        retired.transitions().getFirst().since(), minute(2).end()))
                .isEqualTo(Duration.ofMinutes(1));
    }
}
