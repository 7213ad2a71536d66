package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What routes, silences and inhibitions see of an alert: the values of its group by field, {@code rule}, {@code severity}
 * in small letters, and the labels of its rule, which go before all of these. The same everywhere, so that what matches
 * in one place matches in the others.
 */
public final class AlertLabels {
    private AlertLabels() {}

    public static Map<String, String> of(AlertNotice notice) {
        return of(notice.rule(), notice.labels(), notice.group(), notice.severity());
    }

    /**
     * @param labels of the rule
     * @param severity null if it has none
     */
    public static Map<String, String> of(
            String rule, Map<String, String> labels, GroupKey group, @Nullable Severity severity) {
        Map<String, String> all = new HashMap<>(group.values());
        all.put("rule", rule);
        if (severity != null) {
            all.put("severity", severity.name().toLowerCase(Locale.ROOT));
        }
        // Last, because a label is what a person wrote and a group value is what a log said.
        all.putAll(labels);
        return all;
    }
}
