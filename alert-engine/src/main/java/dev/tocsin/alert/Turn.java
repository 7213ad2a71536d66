package dev.tocsin.alert;

import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.store.Cursor;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One rule's part in a round: what is due and where it stands.
 *
 * @param alerts not calm ones, and remembered groups
 * @param held what was decided in earlier rounds and not told yet
 * @param pauses that are over and not accounted for yet, in order
 * @param revisions of windows that were decided before, by their ends
 */
record Turn(
        Rule rule,
        Cursor cursor,
        DueWindows due,
        List<AlertState> alerts,
        List<Transition> held,
        List<Pause> pauses,
        Map<Instant, Integer> revisions) {
    Turn {
        alerts = List.copyOf(alerts);
        held = List.copyOf(held);
        pauses = List.copyOf(pauses);
        revisions = Map.copyOf(revisions);
    }

    Turn(Rule rule, Cursor cursor, DueWindows due, List<AlertState> alerts, List<Transition> held, List<Pause> pauses) {
        this(rule, cursor, due, alerts, held, pauses, Map.of());
    }

    Turn(Rule rule, Cursor cursor, DueWindows due, List<AlertState> alerts, List<Transition> held) {
        this(rule, cursor, due, alerts, held, List.of());
    }

    List<Ask> asks() {
        return due.windows().stream().map(this::ask).toList();
    }

    Ask ask(Window window) {
        return new Ask(rule, window, isAlone());
    }

    /** How often a window was decided before. */
    int revisionOf(Window window) {
        return revisions.getOrDefault(window.end(), 0);
    }

    /** What an outage held up is asked together again, or many rules would take many rounds. */
    boolean isAlone() {
        Cursor.Failure failure = cursor.failure();
        return failure != null && !failure.reason().equals(Decider.SETTLING);
    }

    /** Whether there is anything to decide by these answers: a round may have no room for all. */
    boolean isAnswered(Map<Ask, WindowAnswer> answers) {
        return due.windows().isEmpty() || answers.containsKey(ask(due.windows().getFirst()));
    }

    /** Whether nothing happens to it, unless something waits to be told. */
    boolean isIdle() {
        return due.windows().isEmpty() && due.gap() == null && pauses.isEmpty();
    }

    Turn with(List<AlertState> alertRows, List<Transition> heldRows) {
        return new Turn(rule, cursor, due, alertRows, heldRows, pauses, revisions);
    }

    /** Absence matters to this rule, and this version has not looked yet who was there. */
    boolean needsSeenGroups() {
        return rule.remembersGroups()
                && !cursor.version().equals(rule.version())
                && !due.windows().isEmpty();
    }

    /** Where to look for who was there before the first window. */
    Window seenSpan() {
        Window first = due.windows().getFirst();
        return new Window(first.end().minus(rule.seenWithin()), first.end());
    }
}
