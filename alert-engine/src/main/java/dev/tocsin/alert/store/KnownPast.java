package dev.tocsin.alert.store;

import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a rule decided since a moment of which its alerts are known.
 *
 * @param moment end of a window
 * @param alerts as they were then
 * @param windows behind it, in order
 * @param transitions of these windows, in order
 * @param gone names of episodes of which people were told and that there are not, as it turned out
 * @param now the alerts as they are
 */
public record KnownPast(
        Instant moment,
        List<AlertState> alerts,
        List<PastWindow> windows,
        List<Transition> transitions,
        Set<String> gone,
        List<AlertState> now) {
    public KnownPast {
        alerts = List.copyOf(alerts);
        windows = List.copyOf(windows);
        transitions = List.copyOf(transitions);
        gone = Set.copyOf(gone);
        now = List.copyOf(now);
    }
}
