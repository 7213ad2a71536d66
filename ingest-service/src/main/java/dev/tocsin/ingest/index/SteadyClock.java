package dev.tocsin.ingest.index;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Time that goes on when the clock behind it is set back: for what waits until then, which would wait as much longer. Its
 * times are for comparing with each other. Thread-safe.
 */
public final class SteadyClock implements InstantSource {
    private final InstantSource clock;
    private Duration ahead = Duration.ZERO;
    private Instant last = Instant.MIN;

    public SteadyClock(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Instant instant() {
        Instant now = clock.instant().plus(ahead);
        if (now.isBefore(last)) {
            ahead = ahead.plus(Duration.between(now, last));
            now = last;
        }
        last = now;
        return now;
    }
}
