package dev.tocsin.alert.route;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the routes were asked about one alert, and who takes it. What decides and what explains is the same, so that an
 * explanation cannot differ from what the engine does.
 *
 * @param looks at all routes, in the order of the file, also at those that were not asked
 * @param defaultChannel hears of it if no route takes it
 */
public record RouteDecision(List<Look> looks, Optional<String> defaultChannel) {
    public RouteDecision {
        looks = List.copyOf(looks);
    }

    /** What came of one route. */
    public sealed interface Outcome {
        /** Its channel hears of it. */
        record Takes() implements Outcome {}

        /** It matches, and a route below it takes the alert. */
        record LeavesItBelow() implements Outcome {}

        /** One matcher, the first of them, does not hold; the value is empty where there is no such label. */
        record DoesNotMatch(Matcher matcher, String value) implements Outcome {}

        /** A route before it, or above it, decided. */
        record NotAsked() implements Outcome {}
    }

    /** One route, and those below it. */
    public record Look(Route route, Outcome outcome, List<Look> below) {
        public Look {
            below = List.copyOf(below);
        }

        boolean isTaken() {
            return switch (outcome) {
                case Outcome.Takes _, Outcome.LeavesItBelow _ -> true;
                case Outcome.DoesNotMatch _, Outcome.NotAsked _ -> false;
            };
        }
    }

    /**
     * A route that takes the alert.
     *
     * @param path from the top down to it
     */
    public record Taker(List<Route> path) {
        public String channel() {
            return path.getLast().channel();
        }

        Grouping grouping() {
            return path.getLast().grouping();
        }

        /** Such as {@code team=payments > severity=critical}. */
        public String inWords() {
            return path.stream().map(Route::inWords).collect(Collectors.joining(" > "));
        }
    }

    static RouteDecision of(Routes routes, Map<String, String> labels) {
        return new RouteDecision(ask(routes.routes(), labels), routes.defaultChannel());
    }

    private static List<Look> ask(List<Route> routes, Map<String, String> labels) {
        List<Look> looks = new ArrayList<>();
        boolean isOver = false;
        for (Route route : routes) {
            Look look = isOver ? notAsked(route, new Outcome.NotAsked()) : ask(route, labels);
            isOver |= look.isTaken() && !route.goesOn();
            looks.add(look);
        }
        return looks;
    }

    private static Look ask(Route route, Map<String, String> labels) {
        Optional<Matcher> failing = route.failingOn(labels);
        if (failing.isPresent()) {
            return notAsked(
                    route, new Outcome.DoesNotMatch(failing.get(), failing.get().valueIn(labels)));
        }
        List<Look> below = ask(route.routes(), labels);
        boolean isTakenBelow = below.stream().anyMatch(Look::isTaken);
        return new Look(route, isTakenBelow ? new Outcome.LeavesItBelow() : new Outcome.Takes(), below);
    }

    /** With nothing asked below it. */
    private static Look notAsked(Route route, Outcome outcome) {
        return new Look(
                route,
                outcome,
                route.routes().stream()
                        .map(below -> notAsked(below, new Outcome.NotAsked()))
                        .toList());
    }

    /** In the order in which they were asked; none if it is left to the default. */
    public List<Taker> takers() {
        List<Taker> takers = new ArrayList<>();
        looks.forEach(look -> collect(List.of(), look, takers));
        return takers;
    }

    private static void collect(List<Route> above, Look look, List<Taker> takers) {
        List<Route> path = new ArrayList<>(above);
        path.add(look.route());
        if (look.outcome() instanceof Outcome.Takes) {
            takers.add(new Taker(List.copyOf(path)));
        }
        look.below().forEach(below -> collect(path, below, takers));
    }

    /** Each once, in the order in which the routes were asked; empty only if there is no channel at all. */
    public Set<String> channels() {
        Set<String> channels = new LinkedHashSet<>();
        takers().forEach(taker -> channels.add(taker.channel()));
        if (channels.isEmpty()) {
            defaultChannel.ifPresent(channels::add);
        }
        return channels;
    }

    /** Which entries of routes.yml decide, in words. */
    String inWords() {
        List<Taker> takers = takers();
        if (takers.isEmpty()) {
            return defaultChannel.isPresent() ? "default route" : "no route";
        }
        return takers.stream().map(taker -> "route match " + taker.inWords()).collect(Collectors.joining(" and "));
    }
}
