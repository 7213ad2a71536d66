package dev.tocsin.alert.route;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One entry of routes.yml, with those below it.
 *
 * @param matchers that all have to hold; without one it takes every alert that comes to it
 * @param channel its own, else that of the route above
 * @param goesOn whether the entries behind it in the same list are asked as well ({@code continue: true})
 * @param grouping what is told together, and how often
 * @param muteTimes while one of them is, its channel is not told by it; as in Alertmanager those below it have their own
 * @param routes asked once this one matches; what none of them takes it takes itself
 */
public record Route(
        List<Matcher> matchers,
        String channel,
        boolean goesOn,
        Grouping grouping,
        List<TimeInterval> muteTimes,
        List<Route> routes) {
    public Route {
        matchers = List.copyOf(matchers);
        muteTimes = List.copyOf(muteTimes);
        routes = List.copyOf(routes);
    }

    /** One that is never muted. */
    public Route(List<Matcher> matchers, String channel, boolean goesOn, List<Route> routes) {
        this(matchers, channel, goesOn, Grouping.STANDARD, List.of(), routes);
    }

    boolean escalates() {
        return !grouping.escalations().isEmpty() || routes.stream().anyMatch(Route::escalates);
    }

    /** Such as {@code severity=critical, team=payments}. */
    public String inWords() {
        return matchers.isEmpty()
                ? "every alert"
                : matchers.stream().map(Matcher::text).sorted().collect(Collectors.joining(", "));
    }

    /** Empty if it is not muted then. */
    public Optional<Mute> mutedAt(Instant instant) {
        String names = muteTimes.stream()
                .filter(interval -> interval.contains(instant))
                .map(TimeInterval::name)
                .collect(Collectors.joining(", "));
        TimeInterval all = new TimeInterval(
                names,
                muteTimes.stream()
                        .flatMap(interval -> interval.times().stream())
                        .toList());
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new Mute(names, all.endFrom(instant).orElse(null)));
    }

    /** The first one that does not hold; empty if the route matches. */
    Optional<Matcher> failingOn(Map<String, String> labels) {
        return matchers.stream().filter(matcher -> !matcher.holds(labels)).findFirst();
    }
}
