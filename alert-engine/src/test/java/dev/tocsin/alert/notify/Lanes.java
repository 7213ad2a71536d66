package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.route.Grouping;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.route.Suppressions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Steps of a lane, for tests that do not want to wait. */
final class Lanes {
    static final ChannelLane.Pace AT_ONCE =
            new ChannelLane.Pace(Duration.ZERO, new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));

    private Lanes() {}

    /** Until nothing is due. */
    static void drain(ChannelLane lane) {
        for (int steps = 0; steps < 200; steps++) {
            if (lane.step().compareTo(Duration.ofMillis(100)) > 0) {
                return;
            }
        }
        throw new AssertionError("a lane that is never done");
    }

    /** Nothing is suppressed, nobody acknowledges, nothing is told again. */
    static Circumstances undisturbed() {
        return new Circumstances(() -> Suppressions.NONE, Cares.NONE, rule -> true, () -> 0);
    }

    /** To one channel, as often as there is news. */
    static Routes withoutInterval(String channel) {
        Grouping grouping =
                new Grouping(List.of("rule"), Optional.empty(), Duration.ZERO, Duration.ofHours(4), List.of());
        return new Routes(Optional.of(channel), grouping, List.of(), List.of(), List.of());
    }
}
