package dev.tocsin.alert.store;

import dev.tocsin.alert.state.Transition;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a commit keeps so that it can be decided again when events come late.
 *
 * @param forgetAfter what was kept of windows that end later is replaced; null if there is none
 * @param gone names of episodes of which people were told and that there are not
 */
public record Past(
        @Nullable Instant forgetAfter, List<PastWindow> windows, List<Transition> transitions, Set<String> gone) {
    /** Of a rule whose windows are never decided again. */
    public static final Past NONE = new Past(null, List.of(), List.of(), Set.of());

    public Past {
        windows = List.copyOf(windows);
        transitions = List.copyOf(transitions);
        gone = Set.copyOf(gone);
    }

    /** What was decided before can be decided again no more: the windows do not follow each other, or the rule is another one. */
    public static Past anew(List<PastWindow> windows, List<Transition> transitions) {
        return new Past(Instant.MIN, windows, transitions, Set.of());
    }

    public static Past more(List<PastWindow> windows, List<Transition> transitions) {
        return new Past(null, windows, transitions, Set.of());
    }

    /** @param moment from which everything was decided again */
    public static Past again(Instant moment, List<PastWindow> windows, List<Transition> transitions, Set<String> gone) {
        return new Past(moment, windows, transitions, gone);
    }
}
