package dev.tocsin.launcher.routes;

import dev.tocsin.alert.route.Route;
import dev.tocsin.alert.route.RouteDecision;
import dev.tocsin.alert.route.RouteDecision.Look;
import dev.tocsin.alert.route.RouteDecision.Outcome;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.route.TimeInterval;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A tree in a terminal, a line for each route: what it matches, its channel, and a note.
 *
 * @param <T> a route, or what came of one
 */
final class RouteTree<T> {
    private static final String DEFAULT = "default";

    private final boolean isFancy;
    private final Function<T, Route> route;
    private final Function<T, List<T>> below;
    private final Function<T, String> note;
    private final Table table = new Table();

    private RouteTree(
            Terminal terminal, Function<T, Route> route, Function<T, List<T>> below, Function<T, String> note) {
        this.isFancy = terminal.isFancy();
        this.route = route;
        this.below = below;
        this.note = note;
    }

    static List<String> of(Routes routes, Terminal terminal) {
        RouteTree<Route> tree = new RouteTree<>(terminal, one -> one, Route::routes, RouteTree::notes);
        tree.table.row(DEFAULT, routes.defaultChannel().orElse("(nobody)"), "");
        tree.add(routes.routes(), "");
        return tree.lines(terminal);
    }

    /** With what came of each route. */
    static List<String> of(RouteDecision decision, Terminal terminal) {
        RouteTree<Look> tree =
                new RouteTree<>(terminal, Look::route, Look::below, look -> words(look.route(), look.outcome()));
        tree.table.row(
                DEFAULT,
                decision.defaultChannel().orElse("(nobody)"),
                decision.takers().isEmpty() ? "takes it: no route does" : "a route takes it");
        tree.add(decision.looks(), "");
        return tree.lines(terminal);
    }

    private static String notes(Route route) {
        String mutes = route.muteTimes().stream().map(TimeInterval::name).collect(Collectors.joining(", "));
        String going = route.goesOn() ? "continue" : "";
        return mutes.isEmpty() ? going : (going.isEmpty() ? "" : going + ", ") + "muted by " + mutes;
    }

    private static String words(Route route, Outcome outcome) {
        String goingOn = route.goesOn() ? ", and goes on" : "";
        return switch (outcome) {
            case Outcome.Takes _ -> "takes it" + goingOn;
            case Outcome.LeavesItBelow _ -> "matches, one below takes it" + goingOn;
            case Outcome.DoesNotMatch(var matcher, String value) ->
                value.isEmpty() ? "no: there is no " + matcher.label() : "no: " + matcher.label() + " is " + value;
            case Outcome.NotAsked _ -> "not asked";
        };
    }

    private void add(List<T> level, String indent) {
        for (int i = 0; i < level.size(); i++) {
            boolean isLast = i == level.size() - 1;
            T one = level.get(i);
            String branch = isLast ? (isFancy ? "└─ " : "`- ") : (isFancy ? "├─ " : "|- ");
            table.row(
                    indent + branch + route.apply(one).inWords(),
                    route.apply(one).channel(),
                    note.apply(one));
            add(below.apply(one), indent + (isLast ? "   " : isFancy ? "│  " : "|  "));
        }
    }

    private List<String> lines(Terminal terminal) {
        return table.linesWithin(terminal.isMoving() ? terminal.width() : Integer.MAX_VALUE);
    }
}
