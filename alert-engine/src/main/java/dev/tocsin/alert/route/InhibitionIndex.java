package dev.tocsin.alert.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The alerts that can hide others by one {@link Inhibition}, by what has to be alike. Immutable. */
final class InhibitionIndex {
    private final Inhibition inhibition;
    private final Map<List<String>, List<Source>> sources = new HashMap<>();

    /** @param isTarget whether it could itself be hidden */
    private record Source(FiringAlert alert, boolean isTarget) {}

    InhibitionIndex(Inhibition inhibition, Map<FiringAlert, Map<String, String>> firing) {
        this.inhibition = inhibition;
        firing.forEach((alert, labels) -> {
            if (inhibition.isSource(labels)) {
                sources.computeIfAbsent(inhibition.sharedBy(labels), _ -> new ArrayList<>())
                        .add(new Source(alert, inhibition.isTarget(labels)));
            }
        });
    }

    /**
     * One that hides the alert. As in Alertmanager, of two that both match both sides neither hides the other; and no alert
     * hides itself, also if it was a warning then and is critical now.
     */
    Optional<FiringAlert> hiding(FiringAlert hidden, Map<String, String> labels) {
        if (!inhibition.isTarget(labels)) {
            return Optional.empty();
        }
        boolean isSource = inhibition.isSource(labels);
        return sources.getOrDefault(inhibition.sharedBy(labels), List.of()).stream()
                .filter(source -> !(isSource && source.isTarget()))
                .map(Source::alert)
                .filter(alert -> !alert.isSameAs(hidden))
                .findFirst();
    }
}
