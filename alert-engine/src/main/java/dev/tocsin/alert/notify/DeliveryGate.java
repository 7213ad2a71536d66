package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Care;
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
     * @param why empty if nothing suppresses it
     * @param forGood why it is never told; empty if it is looked at again
     */
    public record Withheld(String intentId, Optional<Suppression> why, Optional<String> forGood) {}

    /** @param cares by episode */
    static Decided decide(
            List<OutboxEntry> entries, String channel, Suppressions suppressions, Map<String, Care> cares) {
        Map<String, List<OutboxEntry>> episodes = new LinkedHashMap<>();
        entries.forEach(
                entry -> episodes.computeIfAbsent(entry.intent().notice().episodeId(), _ -> new ArrayList<>())
                        .add(entry));
        List<Withheld> withheld = new ArrayList<>();
        List<OutboxEntry> passed = new ArrayList<>(entries);
        episodes.forEach((id, episode) -> {
            List<Withheld> ofEpisode =
                    withheldOf(episode, channel, suppressions, cares.getOrDefault(id, new Care.Nobody()));
            if (!ofEpisode.isEmpty()) {
                withheld.addAll(ofEpisode);
                passed.removeAll(episode);
            }
        });
        return new Decided(List.copyOf(passed), List.copyOf(withheld));
    }

    /** All of the episode or nothing. */
    private static List<Withheld> withheldOf(
            List<OutboxEntry> episode, String channel, Suppressions suppressions, Care care) {
        OutboxEntry last = episode.getLast();
        boolean isOver = Router.isEnd(last.intent().notice().kind());
        boolean callsNobody = isOver || episode.stream().allMatch(DeliveryGate::isStep);
        if (episode.stream().anyMatch(OutboxEntry::mayHaveArrived) || (callsNobody && last.breachWasTold())) {
            return List.of();
        }
        if (callsNobody && last.breachWasWithheld() && breachIn(episode).isEmpty()) {
            return all(episode, Optional.empty(), "the channel was not told that it began");
        }
        Optional<AlertNotice> breach = breachIn(episode);
        if (breach.isEmpty()) {
            return List.of();
        }
        if (isReminder(episode)
                && care instanceof Care.LookedAfter(Acknowledgement given)
                && given.coversSeverity(breach.get().severity())) {
            return all(episode, Optional.empty(), "not told again: " + given.inWords());
        }
        return suppressions
                .on(breach.get(), channel)
                .filter(why -> why.cause() != Suppression.Cause.FLAPPING || !isToldOfFlapping(episode))
                .map(why -> isOver || isOfThePast(breach.get())
                        ? all(episode, Optional.of(why), "not told: " + why.reason())
                        : forNow(episode, why))
                .orElse(List.of());
    }

    /** The newest notice that calls people. */
    private static Optional<AlertNotice> breachIn(List<OutboxEntry> episode) {
        return episode.stream()
                .filter(entry -> !isStep(entry))
                .map(entry -> entry.intent().notice())
                .filter(notice -> !Router.isEnd(notice.kind()))
                .reduce((_, newer) -> newer);
    }

    private static boolean isReminder(List<OutboxEntry> episode) {
        return episode.stream().noneMatch(entry -> entry.intent().occasion().isNews());
    }

    /** With one of them the flapping began, or became worse than ever: that is told. */
    private static boolean isToldOfFlapping(List<OutboxEntry> episode) {
        return episode.stream()
                .map(entry -> entry.intent().notice().flapping())
                .anyMatch(flap -> flap != null && flap.told());
    }

    private static boolean isStep(OutboxEntry entry) {
        return Router.isStep(entry.intent().notice().kind());
    }

    private static boolean isOfThePast(AlertNotice notice) {
        return notice.kind() == TransitionKind.EVENT || notice.tellsGap();
    }

    private static List<Withheld> all(List<OutboxEntry> episode, Optional<Suppression> why, String reason) {
        return episode.stream()
                .map(entry -> new Withheld(entry.intent().id(), why, Optional.of(reason)))
                .toList();
    }

    private static List<Withheld> forNow(List<OutboxEntry> episode, Suppression why) {
        return episode.stream()
                .map(entry -> new Withheld(entry.intent().id(), Optional.of(why), Optional.empty()))
                .toList();
    }
}
