package dev.tocsin.alert.api;

import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Judgement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The alerts that there are now. */
public interface AlertViews {
    /**
     * One alert.
     *
     * @param group field to value, in the order of the rule's {@code groupBy}; empty without
     * @param since when the episode began
     * @param judged what the last decided window said; null if there was no value
     */
    record Alert(
            String rule,
            Map<String, String> group,
            AlertStatus state,
            @Nullable String severity,
            @Nullable Instant since,
            @Nullable String episode,
            @Nullable Judgement judged) {}

    /**
     * A part of the list.
     *
     * @param next where it goes on; null if it does not
     */
    record Page(List<Alert> alerts, @Nullable String next) {}

    /**
     * In the order of rule and beginning.
     *
     * @param after where the part before ended
     * @throws IllegalArgumentException if {@code after} is no place in the list
     */
    Page page(Set<AlertStatus> states, Optional<String> after, int most);

    /** In the order of rule and beginning. */
    List<Alert> alerts(Set<AlertStatus> states, int most);

    /** Of which there are alerts, in order of their names. */
    List<String> rulesWithAlerts();
}
