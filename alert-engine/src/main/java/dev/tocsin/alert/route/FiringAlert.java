package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An alert that fires now, also one that recovers and is not over.
 *
 * @param ruleLabels of its rule
 * @param severity null if it has none
 */
public record FiringAlert(
        String rule,
        GroupKey group,
        Map<String, String> ruleLabels,
        @Nullable Severity severity) {
    public FiringAlert {
        ruleLabels = Map.copyOf(ruleLabels);
    }

    public Map<String, String> labels() {
        return AlertLabels.of(rule, ruleLabels, group, severity);
    }

    boolean isOf(AlertNotice notice) {
        return rule.equals(notice.rule()) && group.equals(notice.group());
    }

    /** Such as {@code host-down (host.name=web-1)}. */
    public String inWords() {
        return group.values().isEmpty()
                ? rule
                : rule + " ("
                        + group.values().entrySet().stream()
                                .map(value -> value.getKey() + "=" + value.getValue())
                                .collect(Collectors.joining(", "))
                        + ")";
    }
}
