package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.route.Care;
import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.route.Suppressions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What else is to be said of the alerts of a living message: who looks after them, what suppresses them now, and that their
 * rule is paused.
 *
 * @param pauses clauses by rule
 */
record LifeRemarks(Supplier<Suppressions> suppressions, Cares cares, Supplier<Map<String, String>> pauses) {
    Snapshot now() {
        return new Snapshot(suppressions.get(), cares, pauses.get());
    }

    /** What suppresses, and which rules are paused, at one moment. */
    record Snapshot(Suppressions now, Cares cares, Map<String, String> pauses) {
        Life on(Life life, String channel) {
            List<String> open = life.alerts().stream()
                    .filter(alert -> alert.end() == null)
                    .map(alert -> alert.breach().episodeId())
                    .toList();
            Map<String, Care> known = open.isEmpty() ? Map.of() : cares.of(open);
            return life.withAlerts(alert -> alert.end() == null ? remarked(alert, channel, known) : alert);
        }

        private LifeAlert remarked(LifeAlert alert, String channel, Map<String, Care> known) {
            List<String> remarks = new ArrayList<>();
            boolean isLookedAfter = false;
            if (known.get(alert.breach().episodeId()) instanceof Care.LookedAfter(Acknowledgement given)) {
                isLookedAfter = given.coversSeverity(alert.breach().severity());
                remarks.add(given.inWords());
            }
            now.on(alert.breach(), channel).ifPresent(why -> remarks.add(why.reason()));
            Optional.ofNullable(pauses.get(alert.breach().rule())).ifPresent(remarks::add);
            return new LifeAlert(alert.breach(), null, alert.recovering(), isLookedAfter, remarks);
        }
    }
}
