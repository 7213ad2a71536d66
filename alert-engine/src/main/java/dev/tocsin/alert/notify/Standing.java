package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Care;
import dev.tocsin.alert.route.Digest;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Occasion;
import dev.tocsin.alert.route.Timing;
import dev.tocsin.alert.route.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An alert that fires and of which a channel was told; nothing about it waits. Decides whether it is told again. Pure.
 *
 * @param notice newest that was told, with the values of now
 * @param worseTold when people were told that it became critical; null if they were not
 * @param byNews whether the channel was told because of what happened, not because others did not look after it
 * @param timing as it was decided for the newest
 */
public record Standing(
        String channel,
        String groupKey,
        AlertNotice notice,
        Instant firstTold,
        Instant lastTold,
        @Nullable Instant worseTold,
        boolean byNews,
        Timing timing) {
    /** What the same channel is told again, if it is time for that. */
    Optional<NotificationIntent> reminder(Care state, Instant now) {
        return switch (state) {
            case Care.LookedAfter(Acknowledgement care) when care.coversSeverity(notice.severity()) -> Optional.empty();
            case Care.Ended(Instant at, String inWords)
            when at.isAfter(lastTold) ->
                Optional.of(again(Occasion.Cause.ACKNOWLEDGEMENT_ENDED, inWords + ", and it fires still.", now));
            case Care.LookedAfter _, Care.Ended _, Care.Nobody _ -> repeat(now);
        };
    }

    private Optional<NotificationIntent> repeat(Instant now) {
        Duration interval = timing.repeatInterval();
        if (!interval.isPositive() || lastTold.plus(interval).isAfter(now)) {
            return Optional.empty();
        }
        String lasts = Wording.duration(Duration.between(notice.since(), now));
        return Optional.of(again(Occasion.Cause.REPEAT, "It has lasted " + lasts + ".", now));
    }

    /** Since when nobody looks after it; empty if somebody does. */
    Optional<Duration> unacknowledged(Care care, Instant now) {
        return switch (care) {
            case Care.LookedAfter(Acknowledgement given) ->
                given.coversSeverity(notice.severity())
                        ? Optional.empty()
                        : Optional.of(Duration.between(worseTold == null ? firstTold : worseTold, now));
            case Care.Ended(Instant at, var _) -> Optional.of(Duration.between(at, now));
            case Care.Nobody _ -> Optional.of(Duration.between(firstTold, now));
        };
    }

    /** The same id whichever engine decides it, and whatever was judged meanwhile. */
    private NotificationIntent again(Occasion.Cause cause, String remark, Instant now) {
        return new NotificationIntent(
                Digest.of(List.of(channel, notice.episodeId(), cause.name(), lastTold.toString())),
                channel,
                groupKey,
                now,
                false,
                notice,
                new Occasion(cause, remark),
                timing);
    }
}
