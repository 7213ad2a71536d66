package dev.tocsin.alert.route;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        for (Route route : routes) {
            if (route.matches(labels)) {
                channels.add(route.channel());
                if (!route.goesOn()) {
                    return channels;
                }
            }
        }
        if (channels.isEmpty()) {
            defaultChannel.ifPresent(channels::add);
        }
        return channels;
    }
}
