package dev.tocsin.alert.notify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one living message is about, from its first alert to the end of its last one.
 *
 * @param id the same in every try
 * @param groupKey of the alerts in it
 * @param reference what the channel gave when it posted the message, for the channel to find it again; null if none is
 *     known
 * @param alerts oldest first, never none
 */
public record Life(String id, String groupKey, @Nullable String reference, List<LifeAlert> alerts) {
    public Life {
        alerts = List.copyOf(alerts);
    }

    /** Whether nothing in it goes on any more. */
    public boolean isOver() {
        return alerts.stream().allMatch(alert -> alert.end() != null || alert.isEvent());
    }
}
