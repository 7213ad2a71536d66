package dev.tocsin.alert;

import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.LateChanges;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.KnownPast;
import dev.tocsin.alert.store.PastWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is written down of windows that were evaluated again; pure. A window that came out as before keeps its record and
 * revision.
 *
 * @param windows as they are kept from now on
 * @param changed how many came out otherwise
 * @param lateEvents that they have and had not; of windows that overlap those of one
 */
record LateRecords(List<PastWindow> windows, List<HistoryEntry> history, int changed, long lateEvents) {
    LateRecords {
        windows = List.copyOf(windows);
        history = List.copyOf(history);
    }

    static LateRecords of(Rule rule, KnownPast past, Replay replay, LateChanges changes) {
        Map<Instant, List<Transition>> before = byEnd(past.transitions());
        Map<Instant, List<Transition>> after = byEnd(changes.steps());
        Map<Instant, List<Transition>> vanished = byEnd(changes.vanished());
        List<PastWindow> windows = new ArrayList<>();
        List<HistoryEntry> history = new ArrayList<>();
        int changed = 0;
        long lateEvents = 0;
        Instant countedUpTo = Instant.MIN;
        for (int i = 0; i < past.windows().size(); i++) {
            PastWindow old = past.windows().get(i);
            PastWindow now = replay.windows().get(i);
            List<Transition> steps = after.getOrDefault(now.end(), List.of());
            List<Transition> stepsBefore = before.getOrDefault(now.end(), List.of());
            if (old.record().equals(now.record()) && steps.equals(stepsBefore)) {
                windows.add(old);
                continue;
            }
            long late = old.lateAmong(now.hits());
            windows.add(now);
            history.add(HistoryRecords.again(replay.recordOf(now), late, vanished.getOrDefault(now.end(), List.of())));
            stepsBefore.forEach(step -> history.add(HistoryRecords.superseded(step, old.revision(), now.revision())));
            steps.forEach(step -> history.add(HistoryRecords.ofTransition(step, now.revision())));
            changed++;
            if (!now.end().minus(rule.window()).isBefore(countedUpTo)) {
                lateEvents += late;
                countedUpTo = late > 0 ? now.end() : countedUpTo;
            }
        }
        return new LateRecords(windows, history, changed, lateEvents);
    }

    /** That the rule could not be evaluated for some time is nothing that windows say. */
    private static Map<Instant, List<Transition>> byEnd(List<Transition> steps) {
        return steps.stream()
                .filter(step -> step.kind() != TransitionKind.ERROR && step.from() != AlertStatus.ERROR)
                .collect(Collectors.groupingBy(Transition::at));
    }
}
