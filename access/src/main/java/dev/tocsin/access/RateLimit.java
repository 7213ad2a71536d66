package dev.tocsin.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each client. Of more clients than it remembers, it forgets who was longest away, whose bucket is
 * the likeliest to be full again. Thread-safe; the time is handed in.
 */
public final class RateLimit {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double burst;
    private final int mostClients;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Bucket {
        private double tokens;
        private Instant filled;

        private Bucket(double tokens, Instant filled) {
            this.tokens = tokens;
            this.filled = filled;
        }
    }

    /**
     * @param perSecond what one client may ask for in the long run; 0 for no limit
     * @param burst what it may ask for at once after a rest
     * @param mostClients that are remembered
     */
    public RateLimit(double perSecond, double burst, int mostClients) {
        if (!(perSecond >= 0) || !(burst >= 1) || mostClients < 1) {
            throw new IllegalArgumentException("a rate is not negative, a burst and the clients at least 1");
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.mostClients = mostClients;
    }

    /** Zero if it may, and then it has; else how long to wait for it. */
    public Duration take(String client, Instant now) {
        if (perSecond == 0) {
            return Duration.ZERO;
        }
        synchronized (buckets) {
            Bucket bucket = buckets.computeIfAbsent(client, _ -> new Bucket(burst, now));
            if (buckets.size() > mostClients) {
                buckets.remove(buckets.keySet().iterator().next());
            }
            // A clock that was set back fills nothing, and nobody waits for it to come back.
            double passed = Math.max(0, nanos(Duration.between(bucket.filled, now)) / NANOS);
            bucket.tokens = Math.min(burst, bucket.tokens + passed * perSecond);
            bucket.filled = now;
            if (bucket.tokens >= 1) {
                bucket.tokens -= 1;
                return Duration.ZERO;
            }
            return Duration.ofNanos((long) Math.ceil((1 - bucket.tokens) / perSecond * NANOS));
        }
    }

    private static double nanos(Duration duration) {
        return duration.getSeconds() * NANOS + duration.getNano();
    }

    /** How many clients are remembered. */
    int clients() {
        synchronized (buckets) {
            return buckets.size();
        }
    }
}
