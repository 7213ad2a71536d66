package dev.tocsin.alert;

import dev.tocsin.alert.evaluate.Evaluation;
import dev.tocsin.alert.evaluate.Evaluator;
import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.evaluate.Verdict;
import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.Found;
import dev.tocsin.alert.query.RoundMemory;
import dev.tocsin.alert.query.SeenGroups;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.GapEpisode;
import dev.tocsin.alert.state.StateMachine;
import dev.tocsin.alert.state.Step;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.alert.store.Ledger;
import dev.tocsin.alert.store.PastWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A turn's windows, one after the other, from answers to states and transitions; pure. Stops before the first window
 * that is undecided: the cursor never passes one.
 */
final class Decider {
    /** While Elasticsearch was away events queued up before it: the first answer after that may be too small. */
    static final String SETTLING = "Elasticsearch answers again; what was held up meanwhile gets time to arrive";

    /** The same of a search that is asked alone, and goes on to be: in company it may fail again, and so for ever. */
    static final String SETTLING_ALONE =
            "Elasticsearch answers this search again; what was held up meanwhile gets time to arrive";

    /** In the heap, about: a record of the history. */
    private static final int OF_RECORD = 3 << 10;

    /** A transition, and the words in which it is told, with events. */
    private static final int OF_TRANSITION = 7 << 10;

    /** How often what a group is called stands in it. */
    private static final int TIMES_IN_IT = 8;

    private final Turn turn;
    private final Rule rule;
    private final Instant now;
    private final CycleSettings settings;
    private final RoundMemory memory;
    private final AlertStates states;
    private final List<Transition> transitions = new ArrayList<>();
    private final List<HistoryEntry> history = new ArrayList<>();
    private final List<PastWindow> decided = new ArrayList<>();
    private Instant end;
    private int windows;
    private boolean wasRun;
    private boolean isCutShort;
    private Cursor.@Nullable Failure failure;

    private Decider(Turn turn, Instant now, CycleSettings settings, RoundMemory memory) {
        this.turn = turn;
        this.rule = turn.rule();
        this.now = now;
        this.settings = settings;
        this.memory = memory;
        this.end = turn.cursor().lastEnd();
        this.states = new AlertStates(turn.rule(), turn.alerts(), memory);
    }

    /** The same with memory for this alone. */
    static Decision decide(
            Turn turn,
            Map<Ask, WindowAnswer> answers,
            @Nullable SeenGroups seen,
            boolean isBelieved,
            Instant now,
            CycleSettings settings) {
        return decide(turn, answers, seen, isBelieved, now, settings, new RoundMemory());
    }

    /**
     * @param answers to the first windows, at least to one; those behind them wait for another round
     * @param seen who was there before the first window; null if that was not asked
     * @param isBelieved whether Elasticsearch has been answering for long enough
     * @param now the database's clock: only for how long a rule has been failing, never for a verdict
     * @param memory when it is full, the windows behind the first wait for another slice
     */
    static Decision decide(
            Turn turn,
            Map<Ask, WindowAnswer> answers,
            @Nullable SeenGroups seen,
            boolean isBelieved,
            Instant now,
            CycleSettings settings,
            RoundMemory memory) {
        Decider decider = new Decider(turn, now, settings, memory);
        decider.run(answers, seen, isBelieved);
        return decider.decision();
    }

    /** A turn that could not even be tried. */
    static Decision failed(Turn turn, String reason, Instant now, CycleSettings settings) {
        Decider decider = new Decider(turn, now, settings, new RoundMemory());
        decider.failAtFirst(reason);
        return decider.decision();
    }

    /** Whether it tells that windows were given up, and is about no alert. */
    static boolean isGapNotice(Transition transition) {
        return GapEpisode.isToldBy(transition.kind(), transition.episodeId());
    }

    private void run(Map<Ask, WindowAnswer> answers, @Nullable SeenGroups seen, boolean isBelieved) {
        wasRun = true;
        DueWindows.Gap gap = turn.due().gap();
        // Else the cursor passes a gap only with the first window behind it: a rule that goes on failing would find a
        // longer gap at each try, and tell it each time.
        boolean passesAtOnce =
                gap != null && (gap.pause() != null || turn.due().windows().isEmpty());
        if (gap != null && passesAtOnce) {
            giveUp(gap);
        }
        if (seen instanceof SeenGroups.Undecided(String reason)) {
            failAtFirst(reason);
            return;
        }
        Cursor.Failure before = turn.cursor().failure();
        boolean isSettled = isBelieved
                && (before == null
                        || settings.settle().isZero()
                        || isSettling(before.reason())
                        || !WindowAnswer.Undecided.isOutage(before.reason()));
        for (Window window : turn.due().windows()) {
            WindowAnswer answer = answers.get(turn.ask(window));
            if (answer == null || (windows > 0 && !memory.hasRoomToDecide())) {
                // There was no room for it: it is due still, and comes in the next slice or round.
                isCutShort = true;
                return;
            }
            if (answer instanceof WindowAnswer.Undecided(String reason)) {
                failAt(window, reason);
                return;
            }
            if (!isSettled) {
                settle();
                return;
            }
            if (windows == 0 && gap != null && !passesAtOnce) {
                giveUp(gap);
            }
            passClosedHours(window);
            if (windows == 0 && seen instanceof SeenGroups.Seen(Map<GroupKey, Instant> newest)) {
                remember(newest);
            }
            decide(window, answer);
        }
    }

    private void decide(Window window, WindowAnswer answer) {
        retireGroupsOfOtherFields(window);
        if (answer instanceof WindowAnswer.Grouped grouped) {
            states.forgetUnseen(grouped.seen(), window);
        }
        Evaluation evaluation = Evaluator.evaluate(rule, answer, states.groups(), states.activeGroups());
        List<Transition> steps = new ArrayList<>();
        for (GroupVerdict verdict : evaluation.verdicts()) {
            AlertState before =
                    states.getOrDefault(verdict.group(), AlertState.unknown(verdict.group(), rule.version()));
            steps.addAll(take(verdict.group(), before, StateMachine.advance(rule, before, verdict, window, end)));
        }
        if (answer instanceof WindowAnswer.Grouped grouped && rule.remembersGroups()) {
            rememberUnjudged(grouped.seen(), evaluation, window);
        }
        states.passOver(evaluation, window);
        int tooMany = states.forgetWhatIsTooMuch();
        int forgotten = rule.remembersGroups() ? tooMany : 0;
        end = window.end();
        windows++;
        int revision = turn.revisionOf(window);
        HistoryEntry record =
                HistoryRecords.ofWindow(rule, window, revision, answer, evaluation, states.values(), forgotten);
        decided.add(PastWindow.of(end, hitsOf(answer), revision, record.document()));
        write(record);
        keep(steps);
    }

    private static long hitsOf(WindowAnswer answer) {
        return switch (answer) {
            case WindowAnswer.Counted(Found found) -> found.hits();
            case WindowAnswer.Grouped(var _, long total) -> total;
            case WindowAnswer.NoData _, WindowAnswer.Undecided _ -> PastWindow.NO_DATA;
        };
    }

    /** States stay as they are over hours that a calendar leaves out, and what is waited for goes on behind them. */
    private void passClosedHours(Window window) {
        Duration closed = DueWindows.leftOutByCalendar(rule, end, window.end());
        if (closed.isZero()) {
            return;
        }
        for (AlertState state : List.copyOf(states.values())) {
            AlertState later = state.afterClosedHours(closed);
            if (!later.equals(state)) {
                states.put(later);
            }
        }
        end = end.plus(closed);
    }

    /** Over {@code maxGroups} some that are there are not judged: they are seen all the same, or their silence is missed. */
    private void rememberUnjudged(Set<GroupKey> there, Evaluation evaluation, Window window) {
        Set<GroupKey> judged =
                evaluation.verdicts().stream().map(GroupVerdict::group).collect(Collectors.toSet());
        for (GroupKey group : there) {
            if (!judged.contains(group)) {
                AlertState before = states.getOrDefault(group, AlertState.unknown(group, rule.version()));
                states.put(before.calmAndSeen(rule.version(), window.end()));
            }
        }
    }

    private void keep(List<Transition> steps) {
        for (Transition step : steps) {
            transitions.add(step);
            write(HistoryRecords.ofTransition(step, turn.revisionOf(step.window())));
            memory.add(bytesOf(step));
        }
    }

    private void write(HistoryEntry entry) {
        history.add(entry);
        memory.add(OF_RECORD);
    }

    private static long bytesOf(Transition transition) {
        return OF_TRANSITION + TIMES_IN_IT * transition.group().canonical().length();
    }

    private List<Transition> take(GroupKey group, AlertState before, Step step) {
        if (step.forgotten()) {
            states.forget(group);
        } else if (!step.next().equals(before) || !states.has(group)) {
            states.put(step.next());
        }
        return step.transitions();
    }

    private void retireGroupsOfOtherFields(Window window) {
        for (AlertState state : List.copyOf(states.values())) {
            if (!isOfThisRule(state)) {
                keep(take(state.group(), state, StateMachine.retire(rule, state, window)));
            }
        }
    }

    private boolean isOfThisRule(AlertState state) {
        if (state.group().equals(GroupKey.ALL)) {
            boolean aboutTheRule =
                    state.status() == AlertStatus.NO_DATA || state.status() == AlertStatus.ERROR || state.isNormal();
            return rule.groupBy().isEmpty() || aboutTheRule;
        }
        return List.copyOf(state.group().values().keySet()).equals(rule.groupBy());
    }

    private void remember(Map<GroupKey, Instant> newest) {
        newest.forEach((group, at) -> {
            if (!states.has(group) || states.isCalmAndUnseenSince(group, at)) {
                states.put(AlertState.normal(group, rule.version(), at));
            }
        });
    }

    /** The cursor passes windows, and states stay. People are told once, unless it was they who wanted it. */
    private void giveUp(DueWindows.Gap gap) {
        Window last = new Window(gap.upTo().minus(rule.window()), gap.upTo());
        Cursor.Failure before = turn.cursor().failure();
        Pause pause = gap.pause();
        String why = pause == null
                ? ", and they are more than " + DurationText.of(settings.catchUp()) + " ago"
                        + (before == null ? "" : ": " + before.reason())
                : ": " + pause.inWords();
        String reason = "no window between " + gap.after() + " and " + gap.upTo() + " was evaluated" + why;
        for (AlertState state : List.copyOf(states.values())) {
            if (state.isNormal()) {
                // Who died meanwhile is missed by the next window, and not forgotten by it.
                states.put(state.givenUpFor(Duration.between(end, gap.upTo())));
            } else {
                GroupVerdict undecided = new GroupVerdict(state.group(), new Verdict.Undecided(reason), false);
                // A group that was not seen for too long ends here as well.
                keep(take(state.group(), state, StateMachine.advance(rule, state, undecided, last, end)));
            }
        }
        write(HistoryRecords.ofGap(rule, last, gap, reason));
        end = gap.upTo();
        if (pause == null) {
            transitions.add(gapNotice(gap, last, reason));
        }
    }

    private Transition gapNotice(DueWindows.Gap gap, Window last, String reason) {
        return new Transition(
                rule.name(),
                rule.version(),
                GroupKey.ALL,
                last,
                TransitionKind.ERROR,
                AlertStatus.NORMAL,
                AlertStatus.NORMAL,
                GapEpisode.id(rule.name(), gap.upTo()),
                gap.upTo(),
                null,
                null,
                null,
                reason,
                null);
    }

    /** Why it cannot go on has nothing to do with what is in the window. */
    private void failAtFirst(String reason) {
        if (turn.due().windows().isEmpty()) {
            fail(reason);
        } else {
            failAt(turn.due().windows().getFirst(), reason);
        }
    }

    private void failAt(Window window, String reason) {
        Cursor.Failure before = turn.cursor().failure();
        if (windows > 0 || before == null || !before.reason().equals(reason)) {
            history.add(HistoryRecords.ofUndecided(rule, window, reason));
        }
        boolean isLong = windows == 0
                && before != null
                && Duration.between(before.since(), now).compareTo(settings.errorAfter()) >= 0;
        if (isLong) {
            AlertState state = states.getOrDefault(
                    GroupKey.ALL, AlertState.unknown(GroupKey.ALL, turn.cursor().version()));
            GroupVerdict undecided = new GroupVerdict(GroupKey.ALL, new Verdict.Undecided(reason), false);
            // The window will be decided yet: nothing is taken off the timers.
            keep(take(GroupKey.ALL, state, StateMachine.advance(rule, state, undecided, window, window.end())));
        }
        fail(reason);
    }

    static boolean isSettling(String reason) {
        return reason.equals(SETTLING) || reason.equals(SETTLING_ALONE);
    }

    private void settle() {
        Cursor.Failure before = turn.cursor().failure();
        failure = new Cursor.Failure(
                before == null ? now : before.since(),
                turn.isAlone() ? SETTLING_ALONE : SETTLING,
                before == null ? 0 : before.tries(),
                now.plus(settings.settle()));
    }

    private void fail(String reason) {
        Cursor.Failure before = windows == 0 ? turn.cursor().failure() : null;
        int tries = before == null ? 1 : before.tries() + 1;
        failure = new Cursor.Failure(
                before == null ? now : before.since(), reason, tries, now.plus(RetryPause.after(rule.name(), tries)));
    }

    private Decision decision() {
        return new Decision(
                turn,
                end,
                windows > 0 ? rule.version() : turn.cursor().version(),
                windows,
                states.changed(),
                states.forgotten(),
                transitions,
                history,
                decided,
                (turn.due().reachesNow() && !isCutShort) || failure != null || holdsTooMuch(),
                isAsBefore() ? turn.cursor().failure() : failure,
                endedPauses());
    }

    /** What is told together is in the heap together: so a long story is told in parts. */
    private boolean holdsTooMuch() {
        int untold = turn.held().size() + transitions.size();
        return untold > 0 && !memory.hasRoomToHold(untold * (long) Ledger.OF_HELD);
    }

    /** Nothing was asked, and there is more to ask: what failed is not mended by that. */
    private boolean isAsBefore() {
        return failure == null && turn.due().windows().isEmpty() && !turn.due().reachesNow();
    }

    private List<Pause> endedPauses() {
        return wasRun
                ? turn.pauses().stream()
                        .filter(pause -> DueWindows.leftOut(rule, end, pause).isEmpty())
                        .toList()
                : List.of();
    }
}
