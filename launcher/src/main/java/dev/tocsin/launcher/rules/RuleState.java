package dev.tocsin.launcher.rules;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a rule is, in a few words: what is wrong with it comes before what it says. */
final class RuleState {
    private RuleState() {}

    /**
     * @param rule as the API shows it in short
     * @param alerts of it
     */
    static String of(JsonObject rule, List<JsonObject> alerts) {
        String standing = standing(alerts);
        if (!rule.getBoolean("enabled")) {
            return "disabled" + (standing.isEmpty() ? "" : ", " + standing);
        }
        if (rule.get("pause") instanceof JsonObject) {
            return "paused" + (standing.isEmpty() ? "" : ", " + standing);
        }
        String own = isFailing(rule) ? "failing" : standing.isEmpty() ? "calm" : "";
        return own
                + (own.isEmpty() || standing.isEmpty() ? "" : ", ")
                + standing
                + (rule.getBoolean("broken") ? ", file broken" : "");
    }

    /** Whether it cannot be evaluated. */
    static boolean isFailing(JsonObject rule) {
        return rule.get("progress") instanceof JsonObject progress && !progress.isNull("failingSince");
    }

    private static String standing(List<JsonObject> alerts) {
        Map<String, Long> byState = alerts.stream()
                .collect(Collectors.groupingBy(alert -> alert.getString("state"), TreeMap::new, Collectors.counting()));
        return byState.entrySet().stream()
                .map(entry -> (entry.getValue() == 1 ? "" : entry.getValue() + " ") + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
