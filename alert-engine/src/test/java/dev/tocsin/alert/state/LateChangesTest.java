package dev.tocsin.alert.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.evaluate.Verdict;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.LateChanges.Decided;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Minutes as letters: calm {@code .}, warning {@code w}, critical {@code c}; told as KIND EPISODE, an episode by its minute. */
class LateChangesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Rule RULE = RulesForTests.parse("""
            rule: r
            query: {streams: [logs-x-tocsin], lucene: '*'}
            window: 1m
            every: 1m
            flapping: off
            condition: {count: hits, threshold: {warning: {above: 10}, critical: {above: 100}}}
            """);
    private static final Rule WAITING = RulesForTests.parse("""
            rule: r
            query: {streams: [logs-x-tocsin], lucene: '*'}
            window: 1m
            every: 1m
            for: 2m
            flapping: off
            condition: {count: hits, threshold: {warning: {above: 10}, critical: {above: 100}}}
            """);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // before, after, told, name of what fires, vanished
                "......, ......, '', -, ''",
                "..w..., ..w..., '', -, ''",
                "....., ..w.., FIRED 2 RESOLVED 2, -, ''",
                "....., ...cc, FIRED 3, 3, ''",
                // Earlier than was known, longer, or two that are one: nobody is told again.
                "...w.., ..ww.., '', -, ''",
                "...ww, ..www, '', 3, ''",
                "..w.., ..ww., '', -, ''",
                "..w.w, ..www, '', 4, ''",
                // It ended for people and goes on.
                "..w.., ..www, FIRED 2|2, 2|2, ''",
                ".ww.., ..www, FIRED 2, 2, ''",
                // Over, as nobody knew.
                "..www, ..w.., RESOLVED 2, -, ''",
                "..www, .w.w., FIRED 1 RESOLVED 1 RESOLVED 2, -, ''",
                "..www, ..w.w, '', 2, ''",
                // Worse, less.
                "..www, ..wwc, ESCALATED 2, 2, ''",
                "..ccc, ..ccw, DEESCALATED 2, 2, ''",
                "..w.., ..c.., FIRED 2|2 RESOLVED 2|2, -, ''",
                "..c.., ..w.., '', -, ''",
                // It would not have been.
                "...ww, ....., RESOLVED 3, -, ''",
                "..w.., ....., '', -, 2",
                "w...w, ..w.w, FIRED 2 RESOLVED 2, 4, 0"
            })
    void tellsWhatIsDifferent(String before, String after, String told, String name, String vanished) {
        LateChanges changes = between(RULE, List.of(), decide(RULE, List.of(), before), decide(RULE, List.of(), after));

        assertThat(inWords(changes.news())).isEqualTo(told);
        assertThat(changes.alerts().stream()
                        .filter(state -> !state.isNormal())
                        .map(state -> minute(state.episodeId()))
                        .toList())
                .isEqualTo(name == null ? List.of() : List.of(name));
        assertThat(String.join(
                        " ",
                        changes.vanished().stream()
                                .map(step -> minute(step.episodeId()))
                                .toList()))
                .isEqualTo(vanished);
    }

    /** Late events come one after the other: whoever looks at them again knows what was told in between. */
    @Test
    void whatWasToldOfLateEventsIsNotToldWithTheNext() {
        Decided first = decide(RULE, List.of(), "..w..");
        Decided longer = decide(RULE, List.of(), "..www");
        LateChanges once = between(RULE, List.of(), first, longer);
        Decided stored = new Decided(once.steps(), once.alerts());

        LateChanges twice = between(RULE, List.of(), stored, longer);
        LateChanges back = between(RULE, List.of(), stored, first);
        LateChanges again = between(RULE, List.of(), new Decided(back.steps(), back.alerts()), longer);

        assertThat(inWords(once.news())).isEqualTo("FIRED 2|2");
        assertThat(twice.news()).isEmpty();
        assertThat(twice.alerts()).isEqualTo(once.alerts());
        assertThat(inWords(back.news())).isEqualTo("RESOLVED 2|2");
        assertThat(inWords(again.news())).isEqualTo("FIRED 2|3");
    }

    /** A ratio falls and rises: people heard that it began and that it is over, so that it goes on is news. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // fires, vanishes, comes back, told of it
                "..www, ....., ..www, FIRED 2|2",
                "..w.., ....., ..www, FIRED 2|2",
                "..w.., ....., ..w.., ''",
                "..www, ....., ..w.., ''"
            })
    void whatWasGoneAndComesBackFiringIsTold(String fires, String vanishes, String comesBack, String told) {
        Decided none = decide(RULE, List.of(), vanishes);
        LateChanges gone = between(RULE, List.of(), decide(RULE, List.of(), fires), none);
        LateChanges stillGone = LateChanges.between(
                RULE.name(), List.of(), new Decided(gone.steps(), gone.alerts()), none, window(9), false, gone.gone());

        LateChanges back = LateChanges.between(
                RULE.name(),
                List.of(),
                new Decided(stillGone.steps(), stillGone.alerts()),
                decide(RULE, List.of(), comesBack),
                window(9),
                false,
                stillGone.gone());

        assertThat(stillGone.news()).isEmpty();
        assertThat(inWords(back.news())).isEqualTo(told);
    }

    @Test
    void whatWasWorseThanPeopleKnowHasABeginningEvenIfItFiredBefore() {
        List<AlertState> start = decide(RULE, List.of(), "w").alerts();

        LateChanges changes = between(RULE, start, decide(RULE, start, "ww."), decide(RULE, start, "wc."));

        assertThat(inWords(changes.news())).startsWith("FIRED 0|2").endsWith("RESOLVED 0|2");
        assertThat(changes.news().getFirst().severity()).isEqualTo(Severity.CRITICAL);
    }

    /** What fired before the first window is known by the name that its row has now. */
    @Test
    void whatBeganBeforeKeepsItsName() {
        List<AlertState> start = decide(RULE, List.of(), "w").alerts();
        Decided over = decide(RULE, start, "w.");
        Decided goesOn = decide(RULE, start, "ww");

        LateChanges once = between(RULE, start, over, goesOn);
        LateChanges twice = between(RULE, start, new Decided(once.steps(), once.alerts()), goesOn);

        assertThat(inWords(once.news())).isEqualTo("FIRED 0|2");
        assertThat(twice.news()).isEmpty();
        assertThat(twice.alerts().getFirst().episodeId())
                .isEqualTo(once.alerts().getFirst().episodeId());
    }

    @Test
    void whatWaitsToFireIsNotCalledLikeSomethingThatPeopleHeardTheEndOf() {
        Decided fired = decide(WAITING, List.of(), "...www.w");
        Decided waits = decide(WAITING, List.of(), ".....w.w");
        Decided stored = new Decided(
                fired.steps().stream()
                        .map(step -> step.of(step.episodeId().replace("10:03", "10:07")))
                        .toList(),
                fired.alerts());

        LateChanges changes = between(WAITING, List.of(), stored, waits);

        assertThat(changes.alerts().getFirst().status()).isEqualTo(AlertStatus.PENDING);
        assertThat(minute(changes.alerts().getFirst().episodeId())).isEqualTo("7|2");
    }

    @ParameterizedTest
    @CsvSource({"true, 3, 5, '2.0'", "true, 5, 3, ''", "true, 0, 4, '4.0'", "false, 3, 5, ''"})
    void ofEventsOnlyThoseThatAreMoreAreTold(boolean isCounted, int before, int after, String told) {
        LateChanges changes = LateChanges.between(
                "r", List.of(), events(2, before), events(2, after), window(4), isCounted, Set.of());

        assertThat(String.join(
                        " ",
                        changes.news().stream()
                                .map(step -> String.valueOf(step.value()))
                                .toList()))
                .isEqualTo(told);
        assertThat(changes.news())
                .noneMatch(step -> before > 0 && step.episodeId().equals("r||2"));
    }

    @Test
    void aValueThatWasToldIsNotToldAgainInAnotherWindow() {
        LateChanges changes =
                LateChanges.between("r", List.of(), events(3, 1), events(2, 1), window(4), false, Set.of());

        assertThat(changes.news()).isEmpty();
    }

    private static Decided events(int minute, int value) {
        return new Decided(
                value == 0
                        ? List.of()
                        : List.of(new Transition(
                                "r",
                                "v",
                                GroupKey.ALL,
                                window(minute),
                                TransitionKind.EVENT,
                                AlertStatus.NORMAL,
                                AlertStatus.NORMAL,
                                "r||" + minute,
                                window(minute).end(),
                                Severity.WARNING,
                                (double) value,
                                null,
                                value + " events",
                                null)),
                List.of());
    }

    private static LateChanges between(Rule rule, List<AlertState> start, Decided before, Decided after) {
        return LateChanges.between(rule.name(), start, before, after, window(9), false, Set.of());
    }

    /** By the state machine itself; what comes behind a start begins a minute later. */
    private static Decided decide(Rule rule, List<AlertState> start, String minutes) {
        AlertState state = start.isEmpty() ? AlertState.unknown(GroupKey.ALL, rule.version()) : start.getFirst();
        List<Transition> steps = new ArrayList<>();
        int first = start.isEmpty() ? 0 : 1;
        for (int i = 0; i < minutes.length(); i++) {
            Verdict verdict = switch (minutes.charAt(i)) {
                case 'w' -> new Verdict.Breach(Severity.WARNING, 11, 10.0, "");
                case 'c' -> new Verdict.Breach(Severity.CRITICAL, 101, 100.0, "");
                default -> new Verdict.Calm(0);
            };
            Window window = window(first + i);
            Step step = StateMachine.advance(
                    rule, state, new GroupVerdict(GroupKey.ALL, verdict, true), window, window.start());
            state = step.next();
            steps.addAll(step.transitions());
        }
        return new Decided(steps, List.of(state));
    }

    private static Window window(int minute) {
        Instant end = START.plusSeconds(60L * minute);
        return new Window(end.minusSeconds(60), end);
    }

    private static String inWords(List<Transition> steps) {
        return String.join(
                " ",
                steps.stream()
                        .map(step -> step.kind() + " " + minute(step.episodeId()))
                        .toList());
    }

    private static String minute(@Nullable String id) {
        String episode = Objects.requireNonNull(id);
        String time = episode.substring(episode.indexOf("T10:") + 4);
        return Integer.parseInt(time.substring(0, 2)) + time.substring(time.indexOf('Z') + 1);
    }
}
