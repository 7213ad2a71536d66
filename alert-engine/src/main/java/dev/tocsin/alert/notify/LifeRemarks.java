package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.Suppressions;
import java.util.List;
import java.util.function.Supplier;

/** What else is to be said of the alerts of a living message: what suppresses them now. */
record LifeRemarks(Supplier<Suppressions> suppressions) {
    Life on(Life life, String channel) {
        Suppressions now = suppressions.get();
        return life.withAlerts(alert -> alert.end() != null
                ? alert
                : new LifeAlert(
                        alert.breach(),
                        null,
                        alert.acknowledged(),
                        now.on(alert.breach(), channel)
                                .map(why -> List.of(why.reason()))
                                .orElse(List.of())));
    }
}
