package dev.tocsin.alert.state;

import java.util.List;

/**
 * What one verdict did to one alert.
 *
 * @param next where it stands now
 * @param forgotten whether nothing has to be remembered of it any more
 * @param transitions in order; empty when nothing changed; more than one when one thing ends and another begins
 */
public record Step(AlertState next, boolean forgotten, List<Transition> transitions) {
    public Step {
        transitions = List.copyOf(transitions);
    }
}
