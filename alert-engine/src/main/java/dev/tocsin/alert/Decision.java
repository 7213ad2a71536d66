package dev.tocsin.alert;

import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.alert.store.PastWindow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a turn came to.
 *
 * @param to end of the last window that was decided or given up
 * @param version of the rule up to there
 * @param windows how many were decided
 * @param decided the windows, as they are kept to be decided again
 * @param isTimeToTell whether nothing more is due, nothing more can be decided now, or no more can be held
 * @param failure why it stopped before the end; null if it did not
 * @param endedPauses that leave nothing out behind {@code to}: they are accounted for by this
 */
record Decision(
        Turn turn,
        Instant to,
        String version,
        int windows,
        List<AlertState> changed,
        List<GroupKey> forgotten,
        List<Transition> transitions,
        List<HistoryEntry> history,
        List<PastWindow> decided,
        boolean isTimeToTell,
        Cursor.@Nullable Failure failure,
        List<Pause> endedPauses) {
    Decision {
        changed = List.copyOf(changed);
        forgotten = List.copyOf(forgotten);
        transitions = List.copyOf(transitions);
        history = List.copyOf(history);
        decided = List.copyOf(decided);
        endedPauses = List.copyOf(endedPauses);
    }

    /** Whether it passed windows that nobody decided, or is by another rule than what was decided before. */
    boolean isBreak() {
        return !version.equals(turn.cursor().version())
                || (turn.due().gap() != null && !to.isBefore(turn.due().gap().upTo()));
    }
}
