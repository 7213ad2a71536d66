package dev.tocsin.alert.route;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Times that have a name in routes.yml, as in Alertmanager: an instant is in it if it is in one of them. Pure.
 *
 * @param name by which routes call it
 */
public record TimeInterval(String name, List<MuteTime> times) {
    /** More than a year of days: what goes on for longer has no end that anybody plans with. */
    private static final int MOST_STEPS = 400;

    public TimeInterval {
        times = List.copyOf(times);
    }

    public boolean contains(Instant instant) {
        return times.stream().anyMatch(time -> time.contains(instant));
    }

    /** The first instant from this one on that is not in it; empty if there is none within a year or so. */
    public Optional<Instant> endFrom(Instant instant) {
        Instant at = instant;
        for (int step = 0; step < MOST_STEPS; step++) {
            Instant now = at;
            Optional<Instant> again = times.stream()
                    .filter(time -> time.contains(now))
                    .map(time -> time.askAgain(now))
                    .max(Instant::compareTo);
            if (again.isEmpty()) {
                return Optional.of(at);
            }
            at = again.get();
        }
        return Optional.empty();
    }
}
