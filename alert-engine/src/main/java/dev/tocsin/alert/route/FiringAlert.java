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
 * @param unattended why its rule is not evaluated now, so that nobody knows whether it fires still; null if it is
 */
public record FiringAlert(
        String rule,
        GroupKey group,
        Map<String, String> ruleLabels,
        @Nullable Severity severity,
        @Nullable String unattended) {
    /** Whose rule is evaluated. */
    public FiringAlert(String rule, GroupKey group, Map<String, String> ruleLabels, @Nullable Severity severity) {
        this(rule, group, ruleLabels, severity, null);
    }

    public FiringAlert {
        ruleLabels = Map.copyOf(ruleLabels);
    }

    /** The alert that a notice is about. */
    public static FiringAlert of(AlertNotice notice) {
        return new FiringAlert(notice.rule(), notice.group(), notice.labels(), notice.severity());
    }

    public Map<String, String> labels() {
        return AlertLabels.of(rule, ruleLabels, group, severity);
    }

    /** Whatever its severity is. */
    boolean isSameAs(FiringAlert other) {
        return rule.equals(other.rule) && group.equals(other.group);
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
