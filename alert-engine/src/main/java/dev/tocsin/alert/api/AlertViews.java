package dev.tocsin.alert.api;

import dev.tocsin.alert.state.AlertStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The alerts that there are now. */
public interface AlertViews {
    /**
     * One alert.
     *
     * @param group field to value, in the order of the rule's {@code groupBy}; empty without
     * @param since when the episode began
     * @param value as people were told last; null if nobody was told yet
     * @param threshold that goes with {@code value}
     */
    record Alert(
            String rule,
            Map<String, String> group,
            AlertStatus state,
            @Nullable String severity,
            @Nullable Instant since,
            @Nullable String episode,
            @Nullable Double value,
            @Nullable Double threshold) {}

    /** In the order of rule and beginning. */
    List<Alert> alerts(Set<AlertStatus> states, int most);
}
