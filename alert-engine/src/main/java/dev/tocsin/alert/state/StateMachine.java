package dev.tocsin.alert.state;

import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.evaluate.Verdict;
import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.alert.rule.FlapLimit;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.NoData;
import dev.tocsin.alert.rule.Numbers;
import dev.tocsin.alert.rule.OnError;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.FireTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One alert, one verdict, one step; pure. Time is the window's end and nothing else, so that catching up, replaying and
 * testing give what was or would have been.
 */
public final class StateMachine {
    private final Rule rule;
    private final Window window;
    private final GroupVerdict judged;
    private final List<Transition> transitions = new ArrayList<>();
    private AlertState state;

    private StateMachine(Rule rule, AlertState state, GroupVerdict judged, Window window) {
        this.rule = rule;
        this.state = state;
        this.judged = judged;
        this.window = window;
    }

    /**
     * @param previousEnd end of the window that was done before this one: what lies between and is not decided does
     *     not count towards {@code for} and {@code keepFiringFor}
     */
    public static Step advance(Rule rule, AlertState state, GroupVerdict judged, Window window, Instant previousEnd) {
        StateMachine machine = new StateMachine(rule, state, judged, window);
        machine.run(previousEnd);
        return machine.step();
    }

    /** What becomes of an alert whose rule now groups by other fields. */
    public static Step retire(Rule rule, AlertState state, Window window) {
        GroupVerdict none = new GroupVerdict(state.group(), new Verdict.Calm(0), false);
        StateMachine machine = new StateMachine(rule, state, none, window);
        machine.leave("the rule groups by other fields now");
        return new Step(machine.state, true, machine.transitions);
    }

    private void run(Instant previousEnd) {
        AlertState before = state;
        if (judged.seen()) {
            state = state.seenAt(window.end());
        }
        if (isUnseenTooLong(rule, state, window)) {
            expire("not seen for " + DurationText.of(rule.seenWithin()));
            return;
        }
        if (isExpectedNoMore()) {
            expire("not expected any more");
            return;
        }
        switch (judged.verdict()) {
            case Verdict.Undecided(String reason) -> undecided(reason, previousEnd);
            case Verdict.NoData _ -> noData(previousEnd);
            case Verdict.Calm calm -> calm(calm);
            case Verdict.Between between -> between(between);
            case Verdict.Breach breach -> breach(breach);
        }
        judge();
        watchFlapping(before);
    }

    /** What was judged by another version flapped by another condition. */
    private void watchFlapping(AlertState before) {
        FlapLimit limit = rule.flapping();
        if (judged.verdict() instanceof Verdict.Undecided) {
            return;
        }
        FlapHistory known = before.version().equals(state.version()) ? before.flaps() : FlapHistory.NONE;
        FlapHistory next = known.evaluated(
                rule,
                window.end(),
                before.isShownFiring() != state.isShownFiring(),
                state.severity() == null ? before.severity() : state.severity());
        state = state.withFlaps(next);
        if (limit != null && next.isFlapping()) {
            boolean isNews = !known.isFlapping() || next.worst() != known.worst();
            Flap flap = new Flap(next.changes().size(), limit.of(), isNews);
            transitions.replaceAll(transition -> transition.flapping(flap));
        }
    }

    /** A calm alert of which the window says nothing: it is another one without a change. */
    public static Step passOver(Rule rule, AlertState state, Window window) {
        GroupVerdict none = new GroupVerdict(state.group(), new Verdict.Calm(0), false);
        StateMachine machine = new StateMachine(rule, state, none, window);
        machine.watchFlapping(state);
        return machine.step();
    }

    /** A group that was missed though nobody had ever seen it, by a rule that names it no more. */
    private boolean isExpectedNoMore() {
        return rule.condition().looksForTooFew()
                && !rule.groupBy().isEmpty()
                && !state.group().equals(GroupKey.ALL)
                && !state.isNormal()
                && state.lastSeen() == null
                && !rule.condition().expectedGroups().contains(state.group());
    }

    private void judge() {
        if (state.isNormal()) {
            return;
        }
        switch (judged.verdict()) {
            case Verdict.Breach(Severity _, double value, var threshold, String _) ->
                state = state.judgedBy(new Judgement(value, threshold, window));
            case Verdict.Between(double value, String _) -> judgeCalm(value);
            case Verdict.Calm(Double value, String _) -> {
                if (value != null) {
                    judgeCalm(value);
                }
            }
            case Verdict.NoData _, Verdict.Undecided _ -> {}
        }
    }

    private void judgeCalm(double value) {
        Judgement before = state.judged();
        state = state.judgedBy(new Judgement(value, before == null ? null : before.threshold(), window));
    }

    private Step step() {
        boolean remembered = !state.isNormal()
                || !state.flaps().isEmpty()
                || (rule.remembersGroups() && !state.group().equals(GroupKey.ALL) && state.lastSeen() != null);
        return new Step(state, !remembered, transitions);
    }

    /**
     * Whether a group that is not in this window either has not been seen for so long that it is forgotten. Breaks of the
     * schedule do not count, and the first window that misses it is judged: who dies in a break would never be missed.
     */
    public static boolean isUnseenTooLong(Rule rule, AlertState state, Window window) {
        Instant lastSeen = state.lastSeen();
        if (rule.groupBy().isEmpty()
                || state.group().equals(GroupKey.ALL)
                || (state.isNormal() && !rule.remembersGroups())
                || rule.condition().expectedGroups().contains(state.group())
                || lastSeen == null
                || !isLongerThanSeenWithin(rule, lastSeen, window)) {
            return false;
        }
        // Hours that a calendar leaves out are in it already.
        Instant firstMissed =
                FireTimes.after(rule.schedule().withoutCalendar(), lastSeen).orElse(window.end());
        Instant lookedFrom = firstMissed.minus(rule.window());
        return window.end().isAfter(firstMissed)
                && (!lookedFrom.isAfter(lastSeen) || isLongerThanSeenWithin(rule, lookedFrom, window));
    }

    private static boolean isLongerThanSeenWithin(Rule rule, Instant from, Window window) {
        return Duration.between(from, window.end()).compareTo(rule.seenWithin()) > 0;
    }

    private void expire(String reason) {
        end(TransitionKind.EXPIRED, reason);
    }

    private void leave(String reason) {
        // Nobody was told of what only waits to fire.
        end(state.status() == AlertStatus.PENDING ? TransitionKind.PENDING_DROPPED : TransitionKind.UNWATCHED, reason);
    }

    private void end(TransitionKind kind, String reason) {
        if (!state.isNormal()) {
            tell(kind, AlertStatus.NORMAL, null, null, reason);
        }
        state = AlertState.unknown(state.group(), rule.version());
    }

    private void undecided(String reason, Instant previousEnd) {
        holdTimer(previousEnd);
        state = state.withFlaps(state.flaps().notLookedAtFor(Duration.between(previousEnd, window.end())));
        boolean pages = rule.onError() == OnError.ALERT && state.group().equals(GroupKey.ALL);
        if (pages && state.isNormal()) {
            begin(AlertStatus.ERROR, TransitionKind.ERROR, rule.condition().worst(), null, null, "error", reason);
        }
    }

    private void noData(Instant previousEnd) {
        if (rule.noData() == NoData.OK || rule.noData() == NoData.ZERO) {
            calm(new Verdict.Calm(null, "no event at all in the streams"));
            return;
        }
        endIf(AlertStatus.ERROR, "evaluated again: the streams have no event");
        holdTimer(previousEnd);
        boolean pages = rule.noData() == NoData.ALERT && state.group().equals(GroupKey.ALL);
        if (pages && state.status() == AlertStatus.PENDING) {
            drop("no event at all in the streams");
        }
        if (pages && state.isNormal()) {
            begin(
                    AlertStatus.NO_DATA,
                    TransitionKind.NO_DATA,
                    rule.condition().worst(),
                    null,
                    null,
                    "no-data",
                    "no event at all in " + rule.query().streamsJoined());
        }
    }

    /** A span that is not decided neither fulfils nor resets what is being waited for. */
    private void holdTimer(Instant previousEnd) {
        Instant timer = state.timerFrom();
        if (timer != null) {
            state = state.withTimerFrom(timer.plus(Duration.between(previousEnd, window.end())));
        }
    }

    private void calm(Verdict.Calm calm) {
        endTrouble();
        dropIfEdited();
        String back = backTo(calm.value(), calm.basis());
        switch (state.status()) {
            case NORMAL -> {}
            case PENDING -> drop(back + before());
            case ALERTING -> {
                if (rule.keepFiringFor().isZero()) {
                    resolve(calm.value(), back);
                } else {
                    tell(TransitionKind.RECOVERING, AlertStatus.RECOVERING, calm.value(), null, back);
                    state = state.to(AlertStatus.RECOVERING, window.end());
                }
            }
            case RECOVERING -> {
                if (hasWaited(rule.keepFiringFor())) {
                    resolve(calm.value(), back);
                }
            }
            case NO_DATA, ERROR -> throw new IllegalStateException("ended above");
        }
        state = state.ofVersion(rule.version());
    }

    /** Not bad enough to fire and not good enough to be over. */
    private void between(Verdict.Between between) {
        endTrouble();
        dropIfEdited();
        switch (state.status()) {
            case NORMAL, ALERTING -> {}
            case PENDING -> drop(backTo(between.value(), between.basis()) + before());
            case RECOVERING -> {
                tell(
                        TransitionKind.RELAPSED,
                        AlertStatus.ALERTING,
                        between.value(),
                        null,
                        number(between.value()) + " is not calm enough to be over" + Basis.behind(between.basis()));
                state = state.to(AlertStatus.ALERTING, null);
            }
            case NO_DATA, ERROR -> throw new IllegalStateException("ended above");
        }
        state = state.ofVersion(rule.version());
    }

    private String before() {
        return ", before " + DurationText.of(rule.pendingFor()) + " were over";
    }

    private String backTo(@Nullable Double value, String basis) {
        return value == null ? basis : "back to " + number(value) + Basis.behind(basis);
    }

    private void breach(Verdict.Breach breach) {
        endTrouble();
        if (rule.condition().tellsEvents()) {
            tellEvents(breach);
            return;
        }
        dropIfEdited();
        state = state.ofVersion(rule.version());
        switch (state.status()) {
            case NORMAL -> {
                if (rule.pendingFor().isZero()) {
                    begin(
                            AlertStatus.ALERTING,
                            TransitionKind.FIRED,
                            breach.severity(),
                            breach.value(),
                            breach.threshold(),
                            "",
                            reason(breach));
                } else {
                    begin(
                            AlertStatus.PENDING,
                            TransitionKind.PENDING,
                            breach.severity(),
                            breach.value(),
                            breach.threshold(),
                            "",
                            reason(breach) + ", waiting for " + DurationText.of(rule.pendingFor()));
                    state = state.withTimerFrom(window.end());
                }
            }
            case PENDING -> {
                state = state.withSeverity(breach.severity());
                if (hasWaited(rule.pendingFor())) {
                    tell(TransitionKind.FIRED, AlertStatus.ALERTING, breach, reason(breach));
                    state = state.to(AlertStatus.ALERTING, null);
                }
            }
            case ALERTING -> changeSeverity(breach);
            case RECOVERING -> {
                tell(TransitionKind.RELAPSED, AlertStatus.ALERTING, breach, reason(breach));
                state = state.to(AlertStatus.ALERTING, null);
                changeSeverity(breach);
            }
            case NO_DATA, ERROR -> throw new IllegalStateException("ended above");
        }
    }

    private void changeSeverity(Verdict.Breach breach) {
        Severity before = state.severity();
        if (before == null || before == breach.severity()) {
            return;
        }
        state = state.withSeverity(breach.severity());
        boolean worse = breach.severity().compareTo(before) > 0;
        tell(
                worse ? TransitionKind.ESCALATED : TransitionKind.DEESCALATED,
                AlertStatus.ALERTING,
                breach,
                reason(breach));
    }

    /** Nothing is waited for across an edit of the rule: what was measured before is another condition. */
    private void dropIfEdited() {
        if (state.status() == AlertStatus.PENDING && !state.version().equals(rule.version())) {
            drop("the rule was edited");
        }
    }

    private void drop(String reason) {
        tell(TransitionKind.PENDING_DROPPED, AlertStatus.NORMAL, null, null, reason);
        state = state.calm(rule.version());
    }

    private void resolve(@Nullable Double value, String reason) {
        tell(TransitionKind.RESOLVED, AlertStatus.NORMAL, value, null, reason);
        state = state.calm(rule.version());
    }

    /** An answer ends what was alerted because there was none. */
    private void endTrouble() {
        endIf(AlertStatus.NO_DATA, "events arrive again");
        endIf(AlertStatus.ERROR, "evaluated again");
    }

    private void endIf(AlertStatus status, String reason) {
        if (state.status() == status) {
            tell(TransitionKind.RESOLVED, AlertStatus.NORMAL, null, null, reason);
            state = state.calm(rule.version());
        }
    }

    private void tellEvents(Verdict.Breach breach) {
        transitions.add(new Transition(
                rule.name(),
                rule.version(),
                state.group(),
                window,
                TransitionKind.EVENT,
                state.status(),
                state.status(),
                newEpisode(""),
                window.end(),
                breach.severity(),
                breach.value(),
                breach.threshold(),
                number(breach.value()) + (breach.value() == 1 ? " event" : " events") + Basis.behind(breach.basis()),
                null));
    }

    private boolean hasWaited(Duration needed) {
        Instant timer = state.timerFrom();
        return timer != null && Duration.between(timer, window.end()).compareTo(needed) >= 0;
    }

    private void begin(
            AlertStatus status,
            TransitionKind kind,
            Severity severity,
            @Nullable Double value,
            @Nullable Double threshold,
            String trouble,
            String reason) {
        AlertStatus from = state.status();
        state = new AlertState(
                state.group(),
                rule.version(),
                status,
                severity,
                window.end(),
                null,
                newEpisode(trouble),
                state.lastSeen(),
                null,
                state.flaps());
        transitions.add(transition(kind, from, status, value, threshold, reason));
    }

    private void tell(TransitionKind kind, AlertStatus to, Verdict.Breach breach, String reason) {
        tell(kind, to, breach.value(), breach.threshold(), reason);
    }

    private void tell(
            TransitionKind kind, AlertStatus to, @Nullable Double value, @Nullable Double threshold, String reason) {
        transitions.add(transition(kind, state.status(), to, value, threshold, reason));
    }

    private Transition transition(
            TransitionKind kind,
            AlertStatus from,
            AlertStatus to,
            @Nullable Double value,
            @Nullable Double threshold,
            String reason) {
        return new Transition(
                rule.name(),
                rule.version(),
                state.group(),
                window,
                kind,
                from,
                to,
                state.episode(),
                state.begun(),
                state.severity(),
                value,
                threshold,
                reason,
                null);
    }

    private String newEpisode(String trouble) {
        String group = state.group().canonical();
        return rule.name() + "|" + group + "|" + window.end() + (trouble.isEmpty() ? "" : "|" + trouble);
    }

    private String reason(Verdict.Breach breach) {
        Double threshold = breach.threshold();
        if (threshold == null) {
            return breach.basis();
        }
        return number(breach.value())
                + (rule.condition().isTroubleBelow() ? " is below " : " is above ")
                + number(threshold)
                + Basis.behind(breach.basis());
    }

    private String number(double value) {
        return Numbers.inWords(value) + rule.condition().unit();
    }
}
