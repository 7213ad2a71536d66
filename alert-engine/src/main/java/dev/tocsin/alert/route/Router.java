package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns a notice into one intent per channel that shall hear of it. Pure: the same notice gives the same ids, so a
 * replay adds nothing.
 *
 * <p>A resolve is routed like any other notice here; the outbox sends it to the channels that heard of the episode, so
 * that a route edited, or chosen by severity, in between leaves nobody with an alert that never ends.
 */
public final class Router {
    static final Duration GROUP_WAIT = Duration.ofSeconds(10);

    private final Routes routes;
    private final Set<String> channels;

    /** @param channels the names in channels.yml */
    public Router(Routes routes, Collection<String> channels) {
        this.routes = routes;
        this.channels = Set.copyOf(channels);
    }

    /**
     * @param notify the rule's own list of channels, which overrides the routes; empty if it has none. Names that no
     *     channel has are passed over; if none is left, the routes decide: a page never falls through a typing error.
     * @param now wall clock of the database
     * @param held not to be delivered before the rule's cursor is current
     */
    public List<NotificationIntent> intentsFor(AlertNotice notice, List<String> notify, Instant now, boolean held) {
        if (!pages(notice.kind())) {
            return List.of();
        }
        Set<String> targets = new LinkedHashSet<>(notify);
        targets.retainAll(channels);
        if (targets.isEmpty()) {
            targets = routes.decide(AlertLabels.of(notice)).channels();
        }
        Instant notBefore = now.plus(waitFor(notice));
        return targets.stream()
                .map(channel -> new NotificationIntent(
                        IntentId.of(
                                channel,
                                notice.episodeId(),
                                notice.kind(),
                                notice.window().end()),
                        channel,
                        notice.rule(),
                        notBefore,
                        held,
                        notice))
                .toList();
    }

    /** How a notice comes to its channels, in words: by the rule's own list, by routes, or by the default. */
    public String wayOf(AlertNotice notice, List<String> notify) {
        return notify.stream().anyMatch(channels::contains)
                ? "notify of the rule"
                : routes.decide(AlertLabels.of(notice)).inWords();
    }

    /** Names in a rule's own list that no channel has: a problem to report when the rule is read. */
    public List<String> unknownAmong(List<String> notify) {
        return notify.stream().filter(name -> !channels.contains(name)).toList();
    }

    /** Whether people are told of it. */
    public static boolean pages(TransitionKind kind) {
        return switch (kind) {
            case FIRED, ESCALATED, RESOLVED, NO_DATA, ERROR, EVENT -> true;
            case PENDING, PENDING_DROPPED, DEESCALATED, RECOVERING, RELAPSED, EXPIRED -> false;
        };
    }

    private static Duration waitFor(AlertNotice notice) {
        boolean atOnce = notice.kind() == TransitionKind.RESOLVED || notice.severity() == Severity.CRITICAL;
        return atOnce ? Duration.ZERO : GROUP_WAIT;
    }
}
