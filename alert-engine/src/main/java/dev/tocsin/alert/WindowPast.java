package dev.tocsin.alert;

import dev.tocsin.alert.history.HistoryReader;
import dev.tocsin.alert.route.FiringAlert;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertStatus;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the history has of a window.
 *
 * @param decided its records, the one that holds first
 * @param transitions up to this window, newest first
 * @param isCut whether there are more, longer ago
 */
record WindowPast(
        Window window,
        List<JsonObject> decided,
        List<JsonObject> transitions,
        boolean isCut,
        List<JsonObject> told,
        @Nullable JsonObject gap) {
    private static final int MOST_RECORDS = 1_000;
    private static final String UNKNOWN = "unknown";

    /** Of an alert that began before, the state is found in its last transition, if that is not older. */
    private static final Duration LOOK_BACK = Duration.ofDays(31);

    /** @throws IOException if the history cannot be read */
    static WindowPast read(HistoryReader history, String rule, Window window) throws IOException {
        Instant behind = window.end().plusMillis(1);
        List<JsonObject> decided = history.read("window", rule, window.end(), behind, MOST_RECORDS).stream()
                .sorted(Comparator.comparing(HistoryRecords::revisionOf).reversed())
                .toList();
        List<JsonObject> transitions =
                history.read("transition", rule, window.end().minus(LOOK_BACK), behind, MOST_RECORDS);
        return new WindowPast(
                window,
                decided,
                transitions.stream().filter(HistoryRecords::isInForce).toList(),
                transitions.size() == MOST_RECORDS,
                history.read("notification", rule, window.end(), behind, MOST_RECORDS),
                decided.isEmpty() ? history.gapOver(rule, window.end()).orElse(null) : null);
    }

    private boolean isOfWindow(JsonObject transition) {
        return transition
                .getJsonObject("window")
                .getString("end")
                .equals(window.end().toString());
    }

    List<JsonObject> ofWindow() {
        return transitions.stream().filter(this::isOfWindow).toList();
    }

    /** Where the group stood before the window was decided. */
    String stateBefore(GroupKey group) {
        return of(group, false)
                .findFirst()
                .map(transition -> transition.getString("to"))
                .orElse(isCut ? UNKNOWN : AlertStatus.NORMAL.inWords());
    }

    /** Where it stood behind it: several steps of one window follow each other by what they lead to. */
    String stateAfter(GroupKey group) {
        List<JsonObject> steps = new ArrayList<>(of(group, true).toList());
        String state = stateBefore(group);
        if (state.equals(UNKNOWN) && steps.size() == 1) {
            return steps.getFirst().getString("to");
        }
        for (int i = steps.size(); i > 0; i--) {
            String from = state;
            Optional<JsonObject> next = steps.stream()
                    .filter(step -> step.getString("from").equals(from))
                    .findFirst();
            if (next.isEmpty()) {
                break;
            }
            steps.remove(next.get());
            state = next.get().getString("to");
        }
        return state;
    }

    private Stream<JsonObject> of(GroupKey group, boolean inWindow) {
        return transitions.stream()
                .filter(transition -> transition.getString("group", "").equals(group.canonical()))
                .filter(transition -> isOfWindow(transition) == inWindow);
    }

    /** Groups that stood in an alert, or became one or calm in this window: they are judged though they are not there. */
    Set<GroupKey> active() {
        Map<String, GroupKey> groups = new LinkedHashMap<>();
        transitions.forEach(transition -> groups.putIfAbsent(transition.getString("group", ""), groupOf(transition)));
        return groups.values().stream()
                .filter(group -> of(group, true).findAny().isPresent()
                        || !stateBefore(group).equals(AlertStatus.NORMAL.inWords()))
                .collect(Collectors.toSet());
    }

    /** The alerts that stood or changed in this window, with the severity that they had last. */
    List<FiringAlert> alertsOf(Rule rule) {
        return active().stream()
                .map(group -> new FiringAlert(rule.name(), group, rule.labels(), severityOf(group)))
                .toList();
    }

    /** The episode in which the group fires before the window and behind it, without a step in it; empty if there is none. */
    Optional<String> episodeGoingOn(GroupKey group) {
        boolean fires = Stream.of(AlertStatus.values())
                .filter(AlertStatus::isFiring)
                .anyMatch(status -> status.inWords().equals(stateBefore(group)));
        return fires && of(group, true).findAny().isEmpty()
                ? of(group, false).findFirst().map(transition -> transition.getString("episode"))
                : Optional.empty();
    }

    private @Nullable Severity severityOf(GroupKey group) {
        return transitions.stream()
                .filter(transition -> transition.getString("group", "").equals(group.canonical()))
                .flatMap(transition -> Stream.of(Severity.values())
                        .filter(severity -> severity.inWords().equals(transition.getString("severity", ""))))
                .findFirst()
                .orElse(null);
    }

    private static GroupKey groupOf(JsonObject transition) {
        JsonObject values = transition.getJsonObject("group_values");
        Map<String, String> named = new LinkedHashMap<>();
        values.keySet().forEach(field -> named.put(field, values.getString(field)));
        return new GroupKey(named);
    }
}
