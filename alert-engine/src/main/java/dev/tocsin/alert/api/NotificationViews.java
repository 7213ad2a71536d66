package dev.tocsin.alert.api;

import dev.tocsin.alert.route.AlertNotice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people were told, are to be told, and could not be told. */
public interface NotificationViews {
    /**
     * One notification.
     *
     * @param group empty also if what is stored cannot be read, which {@code reason} says then
     * @param kind of the transition that it tells
     * @param state {@code waiting}, {@code sending}, {@code sent}, {@code suppressed}, {@code unsaid} or {@code dead}
     * @param unanswered tries of which nobody knows whether they arrived
     * @param answer of the channel
     * @param reason why it waits or was given up
     */
    record Notification(
            String id,
            String channel,
            String rule,
            Map<String, String> group,
            String kind,
            String episode,
            String state,
            boolean held,
            int attempts,
            int unanswered,
            Instant addedAt,
            Instant notBefore,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String answer,
            @Nullable String reason) {}

    /** What was told of a rule's last breach, to any channel; empty if the outbox remembers none. */
    Optional<AlertNotice> lastBreach(String rule);

    /**
     * Which notifications are meant.
     *
     * @param state of these; null for all
     * @param rule of this one; null for all but the heartbeat's
     * @param channel of this one; null for all
     */
    record Told(
            @Nullable String state,
            @Nullable String rule,
            @Nullable String channel) {}

    /**
     * Newest first.
     *
     * @param after where the part before ended
     * @throws Place.Unknown if {@code after} is no place in the list
     */
    Paged<Notification> notifications(Told told, Optional<String> after, int most);

    /** Newest first, from the newest on. */
    default List<Notification> notifications(Optional<String> state, Optional<String> rule, int most) {
        return notifications(new Told(state.orElse(null), rule.orElse(null), null), Optional.empty(), most)
                .items();
    }

    /** Empty if there is none of that id, or no more. */
    Optional<Notification> notification(String id);
}
