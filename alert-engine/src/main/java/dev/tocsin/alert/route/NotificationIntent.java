package dev.tocsin.alert.route;

import java.time.Instant;

/**
 * The decision that a channel shall hear of a transition, committed with the transition.
 *
 * @param id deterministic: channel, episode, kind and window end; a replay inserts nothing
 * @param channel name in channels.yml
 * @param groupKey intents of one channel and group key that are due together become one message
 * @param notBefore wall clock of the database: earliest delivery (group_wait)
 * @param held not to be delivered before the rule's cursor is current (catch-up)
 */
public record NotificationIntent(
        String id, String channel, String groupKey, Instant notBefore, boolean held, AlertNotice notice) {}
