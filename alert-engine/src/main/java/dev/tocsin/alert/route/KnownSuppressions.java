package dev.tocsin.alert.route;

import dev.tocsin.alert.route.Suppression.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Inhibitions, mute times and silences as they are at one instant. Of several causes the first in this order is told, the
 * order in which Alertmanager asks. An alert whose rule is not evaluated hides nothing, for nobody knows whether it fires
 * still; only those of which as little is known stay hidden by it, or an outage would let all of them out. Thread-safe.
 */
public final class KnownSuppressions implements Suppressions {
    private final Instant now;
    private final List<Silence> active;
    private final Routes routes;
    private final Function<String, List<String>> notifyOf;
    private final List<InhibitionIndex> inhibitions;
    private final List<InhibitionIndex> ofTheUnattended;
    private final Set<String> unattendedRules;
    private final boolean isMutedSomewhere;

    /**
     * @param silences any; those that are not active now say nothing
     * @param firing all alerts that fire now; none are needed without inhibitions
     * @param notifyOf a rule's own list of channels, by its name; empty if it has none
     */
    public KnownSuppressions(
            Instant now,
            List<Silence> silences,
            Routes routes,
            List<FiringAlert> firing,
            Function<String, List<String>> notifyOf) {
        this.now = now;
        this.active = silences.stream()
                .filter(silence -> silence.phaseAt(now) == Silence.Phase.ACTIVE)
                .toList();
        this.routes = routes;
        this.notifyOf = notifyOf;
        Map<FiringAlert, Map<String, String>> labelled = new LinkedHashMap<>();
        Map<FiringAlert, Map<String, String>> unattended = new LinkedHashMap<>();
        firing.forEach(alert -> (alert.unattended() == null ? labelled : unattended).put(alert, alert.labels()));
        this.inhibitions = indexed(routes, labelled);
        this.ofTheUnattended = indexed(routes, unattended);
        this.unattendedRules =
                unattended.keySet().stream().map(FiringAlert::rule).collect(Collectors.toSet());
        this.isMutedSomewhere = !routes.timeIntervals().isEmpty();
    }

    private static List<InhibitionIndex> indexed(Routes routes, Map<FiringAlert, Map<String, String>> sources) {
        return routes.inhibitions().stream()
                .map(inhibition -> new InhibitionIndex(inhibition, sources))
                .toList();
    }

    @Override
    public Optional<Suppression> on(AlertNotice notice, String channel) {
        FiringAlert alert = FiringAlert.of(notice);
        Map<String, String> labels = alert.labels();
        return inhibited(alert, labels).or(() -> muted(alert, labels, channel)).or(() -> silenced(labels));
    }

    /** All that applies to it, not only the first. */
    public List<Suppression> allOn(FiringAlert alert, String channel) {
        Map<String, String> labels = alert.labels();
        List<Suppression> all = new ArrayList<>();
        inhibited(alert, labels).ifPresent(all::add);
        muted(alert, labels, channel).ifPresent(all::add);
        silenced(labels).ifPresent(all::add);
        return all;
    }

    /** An alert that would hide it, if it were known to fire still. */
    public Optional<FiringAlert> nearlyHiding(FiringAlert alert) {
        Map<String, String> labels = alert.labels();
        return hiding(alert, labels).isPresent() ? Optional.empty() : hiding(ofTheUnattended, alert, labels);
    }

    private Optional<FiringAlert> hiding(FiringAlert alert, Map<String, String> labels) {
        return hiding(inhibitions, alert, labels)
                .or(() -> unattendedRules.contains(alert.rule())
                        ? hiding(ofTheUnattended, alert, labels)
                        : Optional.empty());
    }

    private static Optional<FiringAlert> hiding(
            List<InhibitionIndex> inhibitions, FiringAlert alert, Map<String, String> labels) {
        return inhibitions.stream()
                .flatMap(inhibition -> inhibition.hiding(alert, labels).stream())
                .findFirst();
    }

    private Optional<Suppression> inhibited(FiringAlert alert, Map<String, String> labels) {
        return hiding(alert, labels)
                .map(source -> new Suppression(
                        Cause.INHIBITION,
                        source.rule(),
                        "inhibited by " + source.inWords() + " as long as that fires",
                        null));
    }

    /** A channel to which no route leads now, that of the default and those of the rule's own list are never muted. */
    private Optional<Suppression> muted(FiringAlert alert, Map<String, String> labels, String channel) {
        if (!isMutedSomewhere || notifyOf.apply(alert.rule()).contains(channel)) {
            return Optional.empty();
        }
        List<Optional<Mute>> mutes = routes.decide(labels).takers().stream()
                .filter(taker -> taker.channel().equals(channel))
                .map(taker -> taker.path().getLast().mutedAt(now))
                .toList();
        if (mutes.isEmpty() || mutes.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        // One route that is no longer muted is enough.
        return mutes.stream()
                .flatMap(Optional::stream)
                .min(Comparator.comparing(mute -> Objects.requireNonNullElse(mute.until(), Instant.MAX)))
                .map(mute ->
                        new Suppression(Cause.MUTE_TIME, mute.intervals(), "muted by " + mute.inWords(), mute.until()));
    }

    /** Of several the one that lasts longest. */
    private Optional<Suppression> silenced(Map<String, String> labels) {
        return active.stream()
                .filter(silence -> silence.matches(labels))
                .max(Comparator.comparing(Silence::endsAt))
                .map(silence -> new Suppression(
                        Cause.SILENCE,
                        silence.id(),
                        "silenced by " + silence.author() + " until " + Wording.time(silence.endsAt()) + ": "
                                + silence.comment(),
                        silence.endsAt()));
    }
}
