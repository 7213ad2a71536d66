package dev.tocsin.alert.route;

import java.time.Instant;
import java.util.List;

/**
 * The decision that a channel shall hear of a transition, committed with the transition.
 *
 * @param id deterministic: channel, episode, kind and window end; a replay inserts nothing
 * @param channel name in channels.yml
 * @param groupKey intents of one channel and group key that are due together become one message
 * @param notBefore wall clock of the database: earliest delivery (group_wait)
 * @param held not to be delivered before the rule's cursor is current (catch-up)
 * @param occasion why it is there
 * @param timing how often people are bothered with its group
 */
public record NotificationIntent(
        String id,
        String channel,
        String groupKey,
        Instant notBefore,
        boolean held,
        AlertNotice notice,
        Occasion occasion,
        Timing timing) {
    /** News, as soon as it may be told. */
    public NotificationIntent(
            String id, String channel, String groupKey, Instant notBefore, boolean held, AlertNotice notice) {
        this(id, channel, groupKey, notBefore, held, notice, Occasion.NEWS, Timing.AT_ONCE);
    }

    /** The same, to be told from another time on. */
    public NotificationIntent from(Instant time) {
        return new NotificationIntent(id, channel, groupKey, time, held, notice, occasion, timing);
    }

    /** The same for another reason. */
    NotificationIntent because(Occasion other) {
        String otherId =
                Digest.of(List.of(channel, notice.episodeId(), other.cause().name()));
        return new NotificationIntent(otherId, channel, groupKey, notBefore, held, notice, other, timing);
    }

    /** The same for another channel that hears of it. */
    public NotificationIntent to(String otherId, String otherChannel) {
        return new NotificationIntent(otherId, otherChannel, groupKey, notBefore, held, notice, occasion, timing);
    }
}
