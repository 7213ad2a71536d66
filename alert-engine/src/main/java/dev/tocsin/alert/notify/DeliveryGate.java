package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Suppression;
import dev.tocsin.alert.route.Suppressions;
import dev.tocsin.alert.state.TransitionKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of the waiting intents a channel is told now, and what it is not told because something suppresses it. Pure.
 *
 * <p>An episode is judged as a whole, by its newest breach. Who was told that it began is told that it ended, whatever
 * suppresses it; who was not told is not told of the end. What perhaps arrived already is brought to its end.
 */
public final class DeliveryGate {
    private DeliveryGate() {}

    /**
     * What was decided.
     *
     * @param passed in the order in which they were
     */
    public record Decided(List<OutboxEntry> passed, List<Withheld> withheld) {}

    /**
     * An intent that is not told.
     *
     * @param why empty if nothing suppresses it now and it ends what was suppressed
     * @param isForGood whether it is not looked at again: it is over, or of the past
     */
    public record Withheld(String intentId, Optional<Suppression> why, boolean isForGood) {}

    static Decided decide(List<OutboxEntry> entries, String channel, Suppressions suppressions) {
        Map<String, List<OutboxEntry>> episodes = new LinkedHashMap<>();
        entries.forEach(
                entry -> episodes.computeIfAbsent(entry.intent().notice().episodeId(), _ -> new ArrayList<>())
                        .add(entry));
        List<Withheld> withheld = new ArrayList<>();
        List<OutboxEntry> passed = new ArrayList<>(entries);
        for (List<OutboxEntry> episode : episodes.values()) {
            List<Withheld> ofEpisode = withheldOf(episode, channel, suppressions);
            if (!ofEpisode.isEmpty()) {
                withheld.addAll(ofEpisode);
                passed.removeAll(episode);
            }
        }
        return new Decided(List.copyOf(passed), List.copyOf(withheld));
    }

    /** All of the episode or nothing. */
    private static List<Withheld> withheldOf(List<OutboxEntry> episode, String channel, Suppressions suppressions) {
        OutboxEntry last = episode.getLast();
        boolean isOver = last.intent().notice().kind() == TransitionKind.RESOLVED;
        boolean callsNobody = isOver || episode.stream().allMatch(DeliveryGate::isStep);
        if (episode.stream().anyMatch(OutboxEntry::mayBeRepeat) || (callsNobody && last.breachWasTold())) {
            return List.of();
        }
        Optional<AlertNotice> breach = episode.stream()
                .map(entry -> entry.intent().notice())
                .filter(notice -> notice.kind() != TransitionKind.RESOLVED)
                .reduce((_, newer) -> newer);
        if (breach.isEmpty()) {
            return isOver && last.breachWasWithheld() ? all(episode, Optional.empty(), true) : List.of();
        }
        return suppressions
                .on(breach.get(), channel)
                .map(why -> all(episode, Optional.of(why), isOver || isOfThePast(breach.get())))
                .orElse(List.of());
    }

    private static boolean isStep(OutboxEntry entry) {
        return Router.isStep(entry.intent().notice().kind());
    }

    private static boolean isOfThePast(AlertNotice notice) {
        return notice.kind() == TransitionKind.EVENT || notice.tellsGap();
    }

    private static List<Withheld> all(List<OutboxEntry> episode, Optional<Suppression> why, boolean isForGood) {
        return episode.stream()
                .map(entry -> new Withheld(entry.intent().id(), why, isForGood))
                .toList();
    }
}
