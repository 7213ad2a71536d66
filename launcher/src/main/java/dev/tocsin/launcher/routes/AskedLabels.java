package dev.tocsin.launcher.routes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Labels as a person types them: {@code team=payments}. */
final class AskedLabels {
    private static final String SEVERITY = "severity";

    private AskedLabels() {}

    /** @throws IllegalArgumentException with a sentence for people */
    static Map<String, String> of(List<String> words) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + word + "' is no label: write it as team=payments");
            }
            String label = word.substring(0, equals);
            String value = word.substring(equals + 1);
            if (label.endsWith("!") || value.startsWith("~") || label.endsWith("~") || value.startsWith("=")) {
                throw new IllegalArgumentException(
                        "'" + word + "' is a condition, as routes have it: an alert has values, such as team=payments");
            }
            String before = labels.put(label, value);
            if (before != null && !before.equals(value)) {
                throw new IllegalArgumentException(
                        "an alert has one " + label + ", not '" + before + "' and '" + value + "'");
            }
        }
        return labels;
    }

    /** A sentence about labels that no alert has. */
    static Optional<String> doubts(Map<String, String> labels) {
        String severity = labels.getOrDefault(SEVERITY, "");
        return severity.isEmpty() || Set.of("warning", "critical").contains(severity)
                ? Optional.empty()
                : Optional.of("No alert has this severity: it is warning or critical.");
    }
}
