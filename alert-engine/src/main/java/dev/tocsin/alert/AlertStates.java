package dev.tocsin.alert;

import dev.tocsin.alert.evaluate.Evaluation;
import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.query.GroupWeight;
import dev.tocsin.alert.query.RoundMemory;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.StateMachine;
import dev.tocsin.alert.state.Step;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A rule's alerts and remembered groups while its windows are decided, and which of them are not as they are stored. */
final class AlertStates {
    /** In the heap, about: a group that is new, and its row. */
    private static final int OF_STATE = 256;

    private final Rule rule;
    private final RoundMemory memory;
    private final Map<GroupKey, AlertState> states = new LinkedHashMap<>();
    private final Set<GroupKey> touched = new LinkedHashSet<>();

    AlertStates(Rule rule, List<AlertState> stored, RoundMemory memory) {
        this.rule = rule;
        this.memory = memory;
        stored.forEach(state -> states.put(state.group(), state));
    }

    Collection<AlertState> values() {
        return Collections.unmodifiableCollection(states.values());
    }

    /** Those of which a window that has nothing of them says zero; of who is calm and flapped lately it says nothing. */
    Set<GroupKey> groups() {
        return states.values().stream()
                .filter(state -> rule.remembersGroups()
                        || !state.isNormal()
                        || state.flaps().isEmpty())
                .map(AlertState::group)
                .collect(Collectors.toSet());
    }

    Set<GroupKey> activeGroups() {
        return states.values().stream()
                .filter(state -> !state.isNormal())
                .map(AlertState::group)
                .collect(Collectors.toSet());
    }

    AlertState getOrDefault(GroupKey group, AlertState other) {
        return states.getOrDefault(group, other);
    }

    boolean has(GroupKey group) {
        return states.containsKey(group);
    }

    boolean isCalmAndUnseenSince(GroupKey group, Instant at) {
        AlertState state = states.get(group);
        return state != null && state.isNormal() && lastSeen(state).isBefore(at);
    }

    void put(AlertState state) {
        if (states.put(state.group(), state) == null) {
            memory.add(OF_STATE);
        }
        touched.add(state.group());
    }

    void forget(GroupKey group) {
        if (states.remove(group) != null) {
            touched.add(group);
        }
    }

    /** Who is calm and was not judged is kept for its changes only as long as they count. */
    void passOver(Evaluation evaluation, Window window) {
        List<AlertState> kept = states.values().stream()
                .filter(state -> state.isNormal() && !state.flaps().isEmpty())
                .toList();
        if (kept.isEmpty()) {
            return;
        }
        Set<GroupKey> judged =
                evaluation.verdicts().stream().map(GroupVerdict::group).collect(Collectors.toSet());
        for (AlertState state : kept) {
            if (!judged.contains(state.group())) {
                Step step = StateMachine.passOver(rule, state, window);
                if (step.forgotten()) {
                    forget(state.group());
                } else if (!step.next().equals(state)) {
                    put(step.next());
                }
            }
        }
    }

    /** Calm groups that are not judged, since there are more than {@code maxGroups}, would never come to their end. */
    void forgetUnseen(Set<GroupKey> there, Window window) {
        states.values().stream()
                .filter(state -> state.isNormal()
                        && !there.contains(state.group())
                        && StateMachine.isUnseenTooLong(rule, state, window))
                .map(AlertState::group)
                .toList()
                .forEach(this::forget);
    }

    /**
     * As if {@code seenWithin} were shorter: of too many calm groups those that were seen last stay.
     *
     * @return how many are remembered no more
     */
    int forgetWhatIsTooMuch() {
        GroupWeight weight = new GroupWeight();
        List<AlertState> calm =
                states.values().stream().filter(AlertState::isNormal).toList();
        calm.forEach(state -> weight.add(state.group()));
        if (!weight.isTooMuchToRemember()) {
            return 0;
        }
        List<AlertState> longestUnseenFirst = calm.stream()
                .sorted(Comparator.comparing(AlertStates::lastSeen)
                        .thenComparing(state -> state.group().canonical()))
                .toList();
        int forgotten = 0;
        while (weight.isTooMuchToRemember()) {
            GroupKey group = longestUnseenFirst.get(forgotten).group();
            weight.remove(group);
            forget(group);
            forgotten++;
        }
        return forgotten;
    }

    private static Instant lastSeen(AlertState state) {
        @Nullable Instant lastSeen = state.lastSeen();
        return lastSeen == null ? Instant.MIN : lastSeen;
    }

    List<AlertState> changed() {
        return touched.stream().map(states::get).filter(Objects::nonNull).toList();
    }

    List<GroupKey> forgotten() {
        return touched.stream().filter(group -> !states.containsKey(group)).toList();
    }
}
