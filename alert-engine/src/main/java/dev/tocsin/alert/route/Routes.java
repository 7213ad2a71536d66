package dev.tocsin.alert.route;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which channels hear of what: the first route that matches, else the default.
 *
 * @param defaultChannel hears of what no route takes; empty only if there is no channel at all
 * @param routes in the order of the file
 */
public record Routes(Optional<String> defaultChannel, List<Route> routes) {
    public Routes {
        routes = List.copyOf(routes);
    }

    /** Nobody is told; alerts are still recorded. */
    public static Routes none() {
        return new Routes(Optional.empty(), List.of());
    }

    public static Routes to(String channel) {
        return new Routes(Optional.of(channel), List.of());
    }

    Set<String> channelsFor(Map<String, String> labels) {
        Set<String> channels = new LinkedHashSet<>();
        taking(labels).forEach(route -> channels.add(route.channel()));
        if (channels.isEmpty()) {
            defaultChannel.ifPresent(channels::add);
        }
        return channels;
    }

    /** Which entries of routes.yml decide, in words. */
    String wayOf(Map<String, String> labels) {
        List<Route> taken = taking(labels);
        if (taken.isEmpty()) {
            return defaultChannel.isPresent() ? "default route" : "no route";
        }
        return taken.stream().map(Route::inWords).collect(Collectors.joining(" and "));
    }

    private List<Route> taking(Map<String, String> labels) {
        List<Route> taken = new ArrayList<>();
        for (Route route : routes) {
            if (route.matches(labels)) {
                taken.add(route);
                if (!route.goesOn()) {
                    return taken;
                }
            }
        }
        return taken;
    }
}
