package dev.tocsin.alert.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which alerts can come to a place in the tree, as far as that is certain: all that hold its matchers, less those that a
 * route before it takes. It says of a route that nothing reaches it only if that is so for every alert there can be.
 *
 * @param matchers of the route and of all above it
 * @param before routes that end the search, at the place itself and before each route above it
 * @param isDoubted whether it has been said that nothing comes here
 */
record Reach(List<Matcher> matchers, List<Stop> before, boolean isDoubted) {
    static final Reach ALL = new Reach(List.of(), List.of(), false);

    /** Why nothing comes to a route. */
    record Doubt(String reason, String hint) {}

    /** A route that keeps what it takes. */
    private record Stop(String path, List<Matcher> matchers) {}

    /** Inside of a route with these matchers. */
    Reach narrowedBy(List<Matcher> more) {
        return new Reach(joined(matchers, more), before, isDoubted);
    }

    /** Behind a route in the same list. */
    Reach behind(String path, Route route) {
        return route.goesOn()
                ? this
                : new Reach(matchers, joined(before, List.of(new Stop(path, route.matchers()))), isDoubted);
    }

    Reach doubtedAlready() {
        return new Reach(matchers, before, true);
    }

    Optional<Doubt> doubt() {
        if (isDoubted) {
            return Optional.empty();
        }
        for (Matcher one : matchers) {
            for (Matcher other : matchers) {
                if (one.excludes(other)) {
                    return Optional.of(new Doubt(
                            "no alert can come here: " + one.text() + " and " + other.text() + " never hold together",
                            ""));
                }
            }
        }
        return before.stream()
                .filter(stop -> stop.matchers().stream().allMatch(this::isCertain))
                .findFirst()
                .map(stop -> new Doubt(
                        "no alert can come here: " + stop.path() + " before it takes all of them",
                        "put it above " + stop.path() + ", or give that one continue: true"));
    }

    private boolean isCertain(Matcher matcher) {
        return matchers.stream().anyMatch(one -> one.implies(matcher));
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
