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
     * @param state {@code waiting}, {@code sending}, {@code sent} or {@code dead}
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
     * Newest first.
     *
     * @param after only those that are older than the one of this id
     */
    List<Notification> notifications(Optional<String> state, Optional<String> rule, Optional<String> after, int most);

    /** Newest first, from the newest on. */
    default List<Notification> notifications(Optional<String> state, Optional<String> rule, int most) {
        return notifications(state, rule, Optional.empty(), most);
    }
}
