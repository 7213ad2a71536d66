package dev.tocsin.alert;

import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.RoundMemory;
import dev.tocsin.alert.query.RoundPatience;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.alert.store.KnownPast;
import dev.tocsin.alert.store.PastWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Windows of a rule asked and decided once more from a moment on, by the cycle's own questions and decisions.
 *
 * @param windows with the revision that they have now
 * @param records of the windows, by end
 * @param alerts behind the last window
 */
record Replay(
        List<PastWindow> windows, Map<Instant, HistoryEntry> records, List<Transition> steps, List<AlertState> alerts) {
    private static final int CHUNK = 100;

    /** With groups each window may be many pages. */
    private static final int CHUNK_OF_GROUPS = 5;

    /** All of them are in the heap until they are committed. */
    private static final int MOST_STEPS = 10_000;

    Replay {
        windows = List.copyOf(windows);
        records = Map.copyOf(records);
        steps = List.copyOf(steps);
        alerts = List.copyOf(alerts);
    }

    HistoryEntry recordOf(PastWindow window) {
        return Optional.ofNullable(records.get(window.end()))
                .orElseThrow(() -> new IllegalStateException("a window without a record: " + window.end()));
    }

    /**
     * Empty if a window cannot be decided now or has fewer events than it had, since what is lost from an index unsays nothing;
     * or if there is too much in them.
     *
     * @param mayGoOn asked between portions, since nothing else is evaluated meanwhile
     */
    static Optional<Replay> of(
            Rule rule,
            KnownPast past,
            WindowQueries queries,
            CycleSettings settings,
            RoundPatience patience,
            Instant now,
            BooleanSupplier mayGoOn) {
        Map<Instant, Integer> revisions =
                past.windows().stream().collect(Collectors.toMap(PastWindow::end, window -> window.revision() + 1));
        Map<GroupKey, AlertState> alerts = new LinkedHashMap<>();
        past.alerts().forEach(state -> alerts.put(state.group(), state));
        List<PastWindow> windows = new ArrayList<>();
        Map<Instant, HistoryEntry> records = new LinkedHashMap<>();
        List<Transition> steps = new ArrayList<>();
        Cursor cursor = new Cursor(rule.name(), rule.version(), past.moment(), 0, null);
        List<Window> left = past.windows().stream()
                .map(window -> new Window(window.end().minus(rule.window()), window.end()))
                .toList();
        int chunk = rule.groupBy().isEmpty() ? CHUNK : CHUNK_OF_GROUPS;
        while (!left.isEmpty()) {
            if (!mayGoOn.getAsBoolean()) {
                return Optional.empty();
            }
            RoundMemory memory = new RoundMemory(settings.memoryBytes());
            DueWindows due = new DueWindows(null, left.subList(0, Math.min(chunk, left.size())), true);
            Turn turn = new Turn(rule, cursor, due, List.copyOf(alerts.values()), List.of(), List.of(), revisions);
            Map<Ask, WindowAnswer> answers = queries.answer(turn.asks(), memory, patience);
            Decision decision = Decider.decide(turn, answers, null, true, now, settings, memory);
            steps.addAll(decision.transitions());
            if (decision.failure() != null
                    || decision.windows() == 0
                    || steps.size() > MOST_STEPS
                    || hasShrunk(past.windows(), windows.size(), decision.decided())) {
                return Optional.empty();
            }
            decision.changed().forEach(state -> alerts.put(state.group(), state));
            decision.forgotten().forEach(alerts::remove);
            windows.addAll(decision.decided());
            decision.history().stream()
                    .filter(entry -> entry.kind().equals("window"))
                    .forEach(entry -> records.put(entry.windowEnd().orElseThrow(), entry));
            cursor = new Cursor(rule.name(), rule.version(), decision.to(), 0, null);
            left = left.subList(decision.windows(), left.size());
        }
        return Optional.of(new Replay(windows, records, steps, List.copyOf(alerts.values())));
    }

    /** @param from place of the first of {@code decided} among those that were decided before */
    private static boolean hasShrunk(List<PastWindow> before, int from, List<PastWindow> decided) {
        for (int i = 0; i < decided.size(); i++) {
            if (decided.get(i).hits() < before.get(from + i).hits()) {
                return true;
            }
        }
        return false;
    }
}
