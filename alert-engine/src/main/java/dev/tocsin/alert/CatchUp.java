package dev.tocsin.alert;

import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.Basis;
import dev.tocsin.alert.state.Flap;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people are told of several windows that were evaluated in one go: an episode that is over is told as beginning
 * and end together, one that goes on as one beginning with how it stands now, and the events of many windows as one
 * number. Nothing that pages is lost, nothing is told step by step; pure.
 */
final class CatchUp {
    private CatchUp() {}

    /** @param transitions of one rule, in the order in which they happened */
    static List<Transition> collapse(List<Transition> transitions) {
        Map<String, List<Transition>> episodes = new LinkedHashMap<>();
        for (Transition transition : transitions) {
            episodes.computeIfAbsent(keyOf(transition), _ -> new ArrayList<>()).add(transition);
        }
        List<Transition> told = new ArrayList<>();
        for (List<Transition> episode : episodes.values()) {
            if (episode.getFirst().kind() == TransitionKind.EVENT) {
                told.add(allEvents(episode));
            } else {
                told.addAll(story(episode));
            }
        }
        return told;
    }

    private static String keyOf(Transition transition) {
        return transition.kind() == TransitionKind.EVENT
                ? "event|" + transition.group().canonical()
                : "episode|" + transition.episodeId();
    }

    private static List<Transition> story(List<Transition> episode) {
        Transition beginning = null;
        Transition end = null;
        Transition worst = null;
        Transition changed = null;
        int changes = 0;
        for (Transition transition : episode) {
            switch (transition.kind()) {
                case FIRED, NO_DATA, ERROR -> beginning = transition;
                case RESOLVED, EXPIRED, UNWATCHED -> end = transition;
                case ESCALATED -> {
                    changed = transition;
                    changes++;
                }
                case DEESCALATED -> {
                    changed = transition;
                    changes--;
                }
                case PENDING, PENDING_DROPPED, RECOVERING, RELAPSED, EVENT -> {}
            }
            if (isWorse(transition, worst)) {
                worst = transition;
            }
        }
        if (beginning != null && end != null) {
            // Somebody who was never told it began is told that it is over, whatever ended it.
            return List.of(beginningAs(beginning, worst), as(end, TransitionKind.RESOLVED));
        }
        if (beginning != null) {
            return List.of(beginningAs(beginning, changed));
        }
        if (end != null) {
            return List.of(end);
        }
        return changed == null || changes == 0 ? List.of() : List.of(changed);
    }

    private static boolean isWorse(Transition transition, @Nullable Transition worst) {
        Severity severity = transition.severity();
        boolean breaches = transition.kind() == TransitionKind.FIRED || transition.kind() == TransitionKind.ESCALATED;
        return breaches
                && severity != null
                && (worst == null || worst.severity() == null || severity.compareTo(worst.severity()) > 0);
    }

    /** The beginning, with the numbers of how it went on; the id of what is sent stays that of the beginning. */
    private static Transition beginningAs(Transition beginning, @Nullable Transition later) {
        if (later == null || later == beginning) {
            return beginning;
        }
        return new Transition(
                beginning.rule(),
                beginning.ruleVersion(),
                beginning.group(),
                beginning.window(),
                beginning.kind(),
                beginning.from(),
                beginning.to(),
                beginning.episodeId(),
                beginning.since(),
                later.severity(),
                later.value(),
                later.threshold(),
                later.reason(),
                flappingOf(beginning, later));
    }

    /** Of an alert that flaps, people are told what is worse than ever. */
    private static @Nullable Flap flappingOf(Transition beginning, Transition later) {
        Flap flap = later.flapping();
        return beginning.flapping() != null && flap != null && flap.told() ? flap : beginning.flapping();
    }

    private static Transition as(Transition end, TransitionKind kind) {
        return new Transition(
                end.rule(),
                end.ruleVersion(),
                end.group(),
                end.window(),
                kind,
                end.from(),
                end.to(),
                end.episodeId(),
                end.since(),
                end.severity(),
                end.value(),
                end.threshold(),
                end.reason(),
                end.flapping());
    }

    private static Transition allEvents(List<Transition> windows) {
        Transition last = windows.getLast();
        Instant start = windows.getFirst().window().start();
        double sum = windows.stream()
                .mapToDouble(window -> window.value() == null ? 0 : window.value())
                .sum();
        return new Transition(
                last.rule(),
                last.ruleVersion(),
                last.group(),
                new Window(start, last.window().end()),
                last.kind(),
                last.from(),
                last.to(),
                last.episodeId(),
                last.since(),
                last.severity(),
                sum,
                last.threshold(),
                windows.size() == 1
                        ? last.reason()
                        : (long) sum + " events in " + windows.size() + " windows" + Basis.of(last.reason()),
                last.flapping());
    }
}
