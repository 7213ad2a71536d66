package dev.tocsin.alert.store;

import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one turn of one rule has decided: written as a whole or not at all.
 *
 * @param from where the cursor has to be found
 * @param to where it is moved; {@code from} if no window was decided
 * @param changed alerts as they are now
 * @param forgotten alerts of which nothing is kept
 * @param hold transitions to be told later
 * @param clearHeld whether what was held is told by {@code intents}
 * @param failure why the next window is not decided; null if all went well
 * @param pauses of the rule that were known when this was decided: if there are others, it is not written
 * @param endedPauses those of them that go with this
 * @param isBlind whether some of what is stored of the rule could not be read: then none of it is written over or deleted
 * @param past what is kept so that it can be decided again
 */
public record RuleCommit(
        String rule,
        String version,
        Instant from,
        Instant to,
        List<AlertState> changed,
        List<GroupKey> forgotten,
        List<Transition> hold,
        boolean clearHeld,
        List<NotificationIntent> intents,
        List<HistoryEntry> history,
        Cursor.@Nullable Failure failure,
        List<Pause> pauses,
        List<Pause> endedPauses,
        boolean isBlind,
        Past past) {
    /** Nothing but that the rule is failing: what is held stays held. */
    public static RuleCommit failing(Cursor cursor, Cursor.@Nullable Failure failure, List<Pause> pauses) {
        return new RuleCommit(
                cursor.rule(),
                cursor.version(),
                cursor.lastEnd(),
                cursor.lastEnd(),
                List.of(),
                List.of(),
                List.of(),
                false,
                List.of(),
                List.of(),
                failure,
                pauses,
                List.of(),
                false,
                Past.NONE);
    }

    /** What was decided once more of windows up to the cursor, which stays where it is. */
    public static RuleCommit again(
            Cursor cursor,
            List<AlertState> changed,
            List<GroupKey> forgotten,
            List<NotificationIntent> intents,
            List<HistoryEntry> history,
            Past past) {
        return new RuleCommit(
                cursor.rule(),
                cursor.version(),
                cursor.lastEnd(),
                cursor.lastEnd(),
                changed,
                forgotten,
                List.of(),
                false,
                intents,
                history,
                null,
                List.of(),
                List.of(),
                false,
                past);
    }

    public RuleCommit {
        changed = List.copyOf(changed);
        forgotten = List.copyOf(forgotten);
        hold = List.copyOf(hold);
        intents = List.copyOf(intents);
        history = List.copyOf(history);
        pauses = List.copyOf(pauses);
        endedPauses = List.copyOf(endedPauses);
    }
}
