package dev.tocsin.alert;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a rule would have done.
 *
 * @param windows all, oldest first
 * @param transitions in order
 * @param messages in order
 * @param flapping spans in which an alert flapped, in the order of their beginnings
 */
public record BacktestReport(
        Rule rule,
        Instant since,
        Instant until,
        List<BacktestWindow> windows,
        List<Transition> transitions,
        List<BacktestMessage> messages,
        List<Flapping> flapping) {
    public BacktestReport {
        windows = List.copyOf(windows);
        transitions = List.copyOf(transitions);
        messages = List.copyOf(messages);
        flapping = List.copyOf(flapping);
    }

    /**
     * A span in which an alert flapped, and people were told only of its beginning.
     *
     * @param end null if it still flaps in the last window
     */
    public record Flapping(
            GroupKey group, Instant begin, @Nullable Instant end) {}

    /**
     * From firing to the end.
     *
     * @param kind of its beginning: FIRED, NO_DATA or ERROR
     * @param end null if it still fires in the last window
     * @param worst null if it has no severity
     */
    public record Episode(
            GroupKey group,
            TransitionKind kind,
            Instant begin,
            @Nullable Instant end,
            @Nullable Severity worst) {
        /** @param last end of the last window, for what still fires */
        public Duration length(Instant last) {
            return Duration.between(begin, end == null ? last : end);
        }
    }

    public long count(BacktestWindow.Sight sight) {
        return windows.stream().filter(window -> window.sight() == sight).count();
    }

    public List<Episode> episodes() {
        Map<String, Episode> byId = new LinkedHashMap<>();
        for (Transition transition : transitions) {
            switch (transition.kind()) {
                case FIRED, NO_DATA, ERROR ->
                    byId.put(
                            transition.episodeId(),
                            new Episode(
                                    transition.group(),
                                    transition.kind(),
                                    transition.at(),
                                    null,
                                    transition.severity()));
                case ESCALATED ->
                    byId.computeIfPresent(
                            transition.episodeId(),
                            (_, episode) -> new Episode(
                                    episode.group(), episode.kind(), episode.begin(), null, transition.severity()));
                case RESOLVED, EXPIRED, UNWATCHED ->
                    byId.computeIfPresent(
                            transition.episodeId(),
                            (_, episode) -> new Episode(
                                    episode.group(),
                                    episode.kind(),
                                    episode.begin(),
                                    transition.at(),
                                    episode.worst()));
                case PENDING, PENDING_DROPPED, DEESCALATED, RECOVERING, RELAPSED, EVENT -> {}
            }
        }
        return new ArrayList<>(byId.values());
    }

    public Optional<Episode> longestEpisode() {
        return lastEnd()
                .flatMap(last -> episodes().stream().max(Comparator.comparing(episode -> episode.length(last))));
    }

    /** End of the last window. */
    public Optional<Instant> lastEnd() {
        return windows.isEmpty()
                ? Optional.empty()
                : Optional.of(windows.getLast().window().end());
    }
}
