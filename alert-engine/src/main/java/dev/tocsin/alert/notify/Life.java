package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one living message is about, from its first alert to the end of its last one.
 *
 * @param id the same in every try
 * @param groupKey of the alerts in it
 * @param reference what the channel gave when it posted the message, for the channel to find it again; null if none is
 *     known
 * @param alerts oldest first, never none; of very many the newest
 * @param more how many are not among {@code alerts}
 */
public record Life(String id, String groupKey, @Nullable String reference, List<LifeAlert> alerts, int more) {
    public Life {
        alerts = List.copyOf(alerts);
    }

    /** All of whose alerts are known. */
    public Life(String id, String groupKey, @Nullable String reference, List<LifeAlert> alerts) {
        this(id, groupKey, reference, alerts, 0);
    }

    /** Whether nothing in it goes on any more, as far as its alerts are known. */
    public boolean isOver() {
        return alerts.stream().allMatch(alert -> alert.end() != null || alert.isEvent());
    }

    Life at(@Nullable String place) {
        return new Life(id, groupKey, place, alerts, more);
    }

    Life withAlerts(UnaryOperator<LifeAlert> change) {
        return new Life(id, groupKey, reference, alerts.stream().map(change).toList(), more);
    }

    /** Changes when what the message shows changes without news. */
    public String look() {
        List<String> parts = new ArrayList<>();
        for (LifeAlert alert : alerts) {
            if (alert.end() == null) {
                parts.add(alert.breach().episodeId());
                parts.add(Boolean.toString(alert.acknowledged()));
                parts.addAll(alert.remarks());
            }
        }
        return Digest.of(parts);
    }
}
