package dev.tocsin.fakeslack;

import java.time.Duration;
import java.time.Instant;

/** One message a second with a short burst, as Slack allows for one channel. Guarded by its caller. */
final class TokenBucket {
    private final int burst;
    private final Duration refill;
    private double tokens;
    private Instant last;

    TokenBucket(int burst, Duration refill, Instant now) {
        this.burst = burst;
        this.refill = refill;
        this.tokens = burst;
        this.last = now;
    }

    boolean take(Instant now) {
        double since = Math.max(0, Duration.between(last, now).toNanos()) / (double) refill.toNanos();
        tokens = Math.min(burst, tokens + since);
        last = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
