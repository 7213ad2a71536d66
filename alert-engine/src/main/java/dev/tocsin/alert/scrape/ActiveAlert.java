package dev.tocsin.alert.scrape;

import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.AlertStatus;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert that is not calm.
 *
 * @param group field to value, in the order of the rule's {@code groupBy}; empty without
 * @param labels of its rule
 * @param since when its episode began; null if it has none
 */
public record ActiveAlert(
        String rule,
        Map<String, String> group,
        Map<String, String> labels,
        AlertStatus status,
        @Nullable Severity severity,
        @Nullable Instant since) {
    public ActiveAlert {
        group = Collections.unmodifiableMap(new LinkedHashMap<>(group));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
}
