package dev.tocsin.alert.rule;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A saved query with a schedule, a condition and what shall happen.
 *
 * @param name unique, kebab-case
 * @param file where it is written, relative to the folder of rules
 * @param title for people
 * @param annotations free texts; templates are filled in when something happens
 * @param groupBy one alert per combination of these fields' values, those that the condition compares last; empty for one
 *     alert
 * @param window length of a window
 * @param pendingFor how long the condition has to hold, between window ends; zero fires at once
 * @param keepFiringFor how long it has to be calm before the episode ends
 * @param flapping when its alerts flap; null if nobody looks for that
 * @param delay how long after its end a window is looked at
 * @param maxGroups how many groups are judged in a window
 * @param seenWithin how long a group that is not seen any more is remembered
 * @param lateHorizon how long after its end a window is evaluated again if events of it come late; zero for never
 * @param channels to notify; empty leaves it to the routes
 * @param timeField what the windows are cut from
 * @param version changes when what is measured changes: other edits keep state
 */
public record Rule(
        String name,
        String file,
        String title,
        @Nullable String owner,
        boolean enabled,
        Map<String, String> labels,
        Map<String, String> annotations,
        RuleQuery query,
        String timeField,
        List<String> groupBy,
        Condition condition,
        Duration window,
        Schedule schedule,
        Duration delay,
        NoData noData,
        OnError onError,
        Duration pendingFor,
        Duration keepFiringFor,
        @Nullable FlapLimit flapping,
        int maxGroups,
        Duration seenWithin,
        Duration lateHorizon,
        List<String> channels,
        String version) {
    public Rule {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        groupBy = List.copyOf(groupBy);
        channels = List.copyOf(channels);
    }

    /** All queries that Elasticsearch is asked: the rule's own first. */
    public List<RuleQuery> queries() {
        return condition instanceof Condition.Ratio(RuleQuery part, long _, Levels _)
                ? List.of(query, part)
                : List.of(query);
    }

    /** Whether the rule remembers calm groups, because one that is absent counts as zero. */
    public boolean remembersGroups() {
        return !groupBy.isEmpty() && condition.looksForTooFew();
    }
}
