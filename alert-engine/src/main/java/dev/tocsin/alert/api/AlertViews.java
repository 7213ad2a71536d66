package dev.tocsin.alert.api;

import dev.tocsin.alert.rule.Severity;
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
     * @param id its short name, as {@link dev.tocsin.alert.state.AlertId} makes it
     * @param group field to value, in the order of the rule's {@code groupBy}; empty without
     * @param since when the episode began
     * @param judged what the last decided window said; null if there was no value
     * @param flapping null if it does not
     */
    record Alert(
            String id,
            String rule,
            Map<String, String> group,
            AlertStatus state,
            @Nullable String severity,
            @Nullable Instant since,
            @Nullable String episode,
            @Nullable Judgement judged,
            @Nullable Flapping flapping) {}

    /** Since when an alert flaps, and how often it changed lately. */
    record Flapping(Instant since, int changes) {}

    /**
     * Which alerts are meant.
     *
     * @param alsoFlapping also those that flap, which may be calm just now
     * @param rule of this one; null for all
     * @param severity of this one; null for all
     */
    record Choice(
            Set<AlertStatus> states,
            boolean alsoFlapping,
            @Nullable String rule,
            @Nullable Severity severity) {
        public Choice(Set<AlertStatus> states, boolean alsoFlapping) {
            this(states, alsoFlapping, null, null);
        }
    }

    /**
     * In the order of rule and beginning.
     *
     * @param after where the part before ended
     * @throws Place.Unknown if {@code after} is no place in the list
     */
    Paged<Alert> page(Choice choice, Optional<String> after, int most);

    /** In the order of rule and beginning. */
    List<Alert> alerts(Set<AlertStatus> states, int most);

    /** The one of that id that is not calm or that flaps; empty if there is none. */
    Optional<Alert> alert(String id);

    /** Of which there are alerts, in order of their names. */
    List<String> rulesWithAlerts();
}
