package dev.tocsin.alert.route;

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
 * @param routes asked once this one matches; what none of them takes it takes itself
 */
public record Route(List<Matcher> matchers, String channel, boolean goesOn, List<Route> routes) {
    public Route {
        matchers = List.copyOf(matchers);
        routes = List.copyOf(routes);
    }

    /** Such as {@code severity=critical, team=payments}. */
    public String inWords() {
        return matchers.isEmpty()
                ? "every alert"
                : matchers.stream().map(Matcher::text).sorted().collect(Collectors.joining(", "));
    }

    /** The first one that does not hold; empty if the route matches. */
    Optional<Matcher> failingOn(Map<String, String> labels) {
        return matchers.stream().filter(matcher -> !matcher.holds(labels)).findFirst();
    }
}
