package dev.tocsin.alert.route;

import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a notice into one intent per channel that shall hear of it. Pure: the same notice gives the same ids, so a
 * replay adds nothing.
 *
 * <p>A resolve is routed like any other notice here; the outbox sends it to the channels that heard of the episode, so
 * that a route edited, or chosen by severity, in between leaves nobody with an alert that never ends.
 */
public final class Router {
    private final Routes routes;
    private final Set<String> channels;
    private final Set<String> living;

    /** @param channels the names in channels.yml, none of them of a channel whose messages live */
    public Router(Routes routes, Collection<String> channels) {
        this(routes, channels, Set.of());
    }

    /**
     * @param channels the names in channels.yml
     * @param living those of them whose messages live: they hear of every step, and are not posted to again
     */
    public Router(Routes routes, Collection<String> channels, Collection<String> living) {
        this.routes = routes;
        this.channels = Set.copyOf(channels);
        this.living = Set.copyOf(living);
    }

    /**
     * @param notify the rule's own list of channels, which overrides the routes; empty if it has none. Names that no
     *     channel has are passed over; if none is left, the routes decide: a page never falls through a typing error.
     * @param now wall clock of the database
     * @param held not to be delivered before the rule's cursor is current
     */
    public List<NotificationIntent> intentsFor(AlertNotice notice, List<String> notify, Instant now, boolean held) {
        if (!pages(notice.kind()) && !isStep(notice.kind())) {
            return List.of();
        }
        Set<String> own = new LinkedHashSet<>(notify);
        own.retainAll(channels);
        // Who was told of the beginning hears of the steps, whatever the routes say by now; the outbox knows who that
        // is.
        Map<String, Grouping> targets =
                isStep(notice.kind()) ? withDefault(living) : own.isEmpty() ? byRoutes(notice) : withDefault(own);
        return targets.entrySet().stream()
                .map(target -> intent(notice, target.getKey(), target.getValue(), now, held))
                .toList();
    }

    private NotificationIntent intent(
            AlertNotice notice, String channel, Grouping grouping, Instant now, boolean held) {
        return new NotificationIntent(
                IntentId.of(
                        channel,
                        notice.episodeId(),
                        notice.kind(),
                        notice.window().end()),
                channel,
                grouping.keyOf(notice),
                now.plus(grouping.waitFor(notice)),
                held,
                notice,
                Occasion.NEWS,
                grouping.timing(living.contains(channel)));
    }

    private Map<String, Grouping> byRoutes(AlertNotice notice) {
        RouteDecision decision = routes.decide(AlertLabels.of(notice));
        Map<String, Grouping> targets = new LinkedHashMap<>();
        decision.takers().forEach(taker -> targets.putIfAbsent(taker.channel(), taker.grouping()));
        return targets.isEmpty() ? withDefault(decision.channels()) : targets;
    }

    private Map<String, Grouping> withDefault(Set<String> targets) {
        Map<String, Grouping> all = new LinkedHashMap<>();
        targets.forEach(channel -> all.put(channel, routes.grouping()));
        return all;
    }

    /** Whether anybody hears of what nobody acknowledges. */
    public boolean escalates() {
        return routes.escalates();
    }

    /**
     * Who else hears of it while nobody acknowledges what this channel was told. A rule with channels of its own is not asked
     * for its routes: nor do their escalations count, but those of the default.
     *
     * @param notify as in {@link #intentsFor}
     */
    public List<NotificationIntent> escalations(
            AlertNotice notice, List<String> notify, String channel, Duration unacknowledged, Instant now) {
        Grouping grouping =
                isOwnWay(notify) ? routes.grouping() : byRoutes(notice).getOrDefault(channel, routes.grouping());
        return grouping.escalations().stream()
                .filter(step -> step.after().compareTo(unacknowledged) <= 0
                        && !step.channel().equals(channel))
                .filter(step -> channels.contains(step.channel()))
                .map(step -> intent(notice, step.channel(), grouping, now, false)
                        .because(new Occasion(
                                Occasion.Cause.UNACKNOWLEDGED,
                                "Nobody acknowledged it within " + Wording.duration(step.after()) + "."))
                        .from(now))
                .toList();
    }

    /** How a notice comes to its channels, in words: by the rule's own list, by routes, or by the default. */
    public String wayOf(AlertNotice notice, List<String> notify) {
        return isOwnWay(notify)
                ? "notify of the rule"
                : routes.decide(AlertLabels.of(notice)).inWords();
    }

    /** After which the channel is told again of an alert with these labels that fires still; zero: never. */
    public Duration repeatInterval(Map<String, String> labels, List<String> notify, String channel) {
        return isOwnWay(notify)
                ? routes.grouping().repeatInterval()
                : routes.decide(labels).takers().stream()
                        .filter(taker -> taker.channel().equals(channel))
                        .findFirst()
                        .map(taker -> taker.grouping().repeatInterval())
                        .orElse(routes.grouping().repeatInterval());
    }

    private boolean isOwnWay(List<String> notify) {
        return notify.stream().anyMatch(channels::contains);
    }

    /**
     * Routes whose {@code escalate} a rule with channels of its own does not get, though they match it: a surprise to report
     * when the rule is read.
     */
    public List<String> escalationsPassedOver(Map<String, String> labels, List<String> notify) {
        return isOwnWay(notify)
                ? routes.decide(labels).takers().stream()
                        .filter(taker -> !taker.grouping()
                                .escalations()
                                .equals(routes.grouping().escalations()))
                        .map(RouteDecision.Taker::channel)
                        .distinct()
                        .toList()
                : List.of();
    }

    /** Names in a rule's own list that no channel has: a problem to report when the rule is read. */
    public List<String> unknownAmong(List<String> notify) {
        return notify.stream().filter(name -> !channels.contains(name)).toList();
    }

    /** Whether people are told of it. */
    public static boolean pages(TransitionKind kind) {
        return switch (kind) {
            case FIRED, ESCALATED, RESOLVED, UNWATCHED, NO_DATA, ERROR, EVENT -> true;
            case PENDING, PENDING_DROPPED, DEESCALATED, RECOVERING, RELAPSED, EXPIRED -> false;
        };
    }

    /** Whether it changes what a living message shows, and calls nobody. */
    public static boolean isStep(TransitionKind kind) {
        return switch (kind) {
            case DEESCALATED, RECOVERING, RELAPSED, EXPIRED -> true;
            case FIRED, ESCALATED, RESOLVED, UNWATCHED, NO_DATA, ERROR, EVENT, PENDING, PENDING_DROPPED -> false;
        };
    }

    /** Whether everybody who heard of the beginning hears of it, and nobody else: the episode is over. */
    public static boolean isEnd(TransitionKind kind) {
        return kind == TransitionKind.RESOLVED || kind == TransitionKind.UNWATCHED;
    }
}
