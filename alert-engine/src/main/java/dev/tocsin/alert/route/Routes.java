package dev.tocsin.alert.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which channels hear of what, decided as by Alertmanager: of a list of routes the first that matches takes the alert,
 * or a route below it, depth first; what no route takes is the default's.
 *
 * @param defaultChannel hears of what no route takes; empty only if there is no channel at all
 * @param grouping of what no route takes, and of what a rule's own channels hear
 * @param routes in the order of the file
 * @param timeIntervals all that have a name, also those that no route uses
 * @param inhibitions which alerts hide which, wherever they go
 */
public record Routes(
        Optional<String> defaultChannel,
        Grouping grouping,
        List<Route> routes,
        List<TimeInterval> timeIntervals,
        List<Inhibition> inhibitions) {
    public Routes {
        routes = List.copyOf(routes);
        timeIntervals = List.copyOf(timeIntervals);
        inhibitions = List.copyOf(inhibitions);
    }

    /** Nothing is ever muted or inhibited. */
    public Routes(Optional<String> defaultChannel, List<Route> routes) {
        this(defaultChannel, Grouping.STANDARD, routes, List.of(), List.of());
    }

    /** Nobody is told; alerts are still recorded. */
    public static Routes none() {
        return new Routes(Optional.empty(), List.of());
    }

    public static Routes to(String channel) {
        return new Routes(Optional.of(channel), List.of());
    }

    boolean escalates() {
        return !grouping.escalations().isEmpty() || routes.stream().anyMatch(Route::escalates);
    }

    /** Pure: the same labels always go the same way. */
    public RouteDecision decide(Map<String, String> labels) {
        return RouteDecision.of(this, labels);
    }
}
