package dev.tocsin.alert.state;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Numbers;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of one alert, decided by one window. All times are window ends, never the wall clock.
 *
 * @param ruleVersion hash of translated query, groupBy, condition, window and time field
 * @param episodeId names the run from breach to recovery: rule, group and the window end at which it began; the same in
 *     every replay
 * @param since window end at which the condition first held in this episode
 * @param severity of the episode after this step; the last one when it ends; null when nothing fires
 * @param value what was measured in this window; null if there was none
 * @param threshold what it was compared with; null if none applies
 * @param reason one sentence for people
 * @param flapping of an alert that flaps; null of others
 */
public record Transition(
        String rule,
        String ruleVersion,
        GroupKey group,
        Window window,
        TransitionKind kind,
        AlertStatus from,
        AlertStatus to,
        String episodeId,
        Instant since,
        @Nullable Severity severity,
        @Nullable Double value,
        @Nullable Double threshold,
        String reason,
        @Nullable Flap flapping) {
    Transition flapping(Flap flap) {
        return with(kind, from, episodeId, value, reason, flap);
    }

    /** By the name that people know the episode by. */
    Transition of(String episode) {
        return with(kind, from, episode, value, reason, flapping);
    }

    /** To those who did not hear that it fired less badly before. */
    Transition asBeginning() {
        return with(TransitionKind.FIRED, AlertStatus.NORMAL, episodeId, value, reason, flapping);
    }

    /** Only so many of the events, which came late. */
    Transition events(double late) {
        String name = episodeId + "|" + Numbers.inWords(value == null ? late : value);
        String more = Numbers.inWords(late) + (late == 1 ? " event" : " events") + " more" + Basis.of(reason);
        return with(kind, from, name, late, more, flapping);
    }

    /** As people are told of what was found because events came late. */
    public Transition foundLate() {
        String found = "found late, for events of it came late: " + reason;
        return with(kind, from, episodeId, value, found, flapping);
    }

    private Transition with(
            TransitionKind newKind,
            AlertStatus newFrom,
            String episode,
            @Nullable Double newValue,
            String newReason,
            @Nullable Flap newFlapping) {
        return new Transition(
                rule,
                ruleVersion,
                group,
                window,
                newKind,
                newFrom,
                to,
                episode,
                since,
                severity,
                newValue,
                threshold,
                newReason,
                newFlapping);
    }

    /** The window end that decided it. */
    public Instant at() {
        return window.end();
    }
}
