package dev.tocsin.alert.route;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * One entry of routes.yml.
 *
 * @param match labels that all have to be equal
 * @param channel name in channels.yml
 * @param goesOn whether the entries below are asked as well ({@code continue: true})
 */
public record Route(Map<String, String> match, String channel, boolean goesOn) {
    public Route {
        match = Map.copyOf(match);
    }

    /** Such as {@code route match team=payments}. */
    String inWords() {
        return match.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(", ", "route match ", ""));
    }

    boolean matches(Map<String, String> labels) {
        return match.entrySet().stream().allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    }
}
