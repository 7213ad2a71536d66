package dev.tocsin.bench.crash.fault;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that somebody sets. */
public final class SetClock implements InstantSource {
    private final InstantSource clock = InstantSource.system();
    private volatile Duration ahead = Duration.ZERO;

    /** From now on it shows so much more than the right time; less if negative. */
    public void set(Duration newAhead) {
        ahead = newAhead;
    }

    @Override
    public Instant instant() {
        return clock.instant().plus(ahead);
    }
}
