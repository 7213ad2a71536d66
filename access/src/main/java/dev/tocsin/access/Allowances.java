package dev.tocsin.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each client. Of more clients than it remembers, it forgets who was longest away, whose bucket is
 * the likeliest to be full again. The rate comes with each question, so it may be another one at any time: what a client has
 * left stays with it, but for what is over the new burst. Thread-safe; the time is handed in.
 */
public final class Allowances {
    private static final double NANOS = 1e9;

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

    /** @param mostClients that are remembered */
    public Allowances(int mostClients) {
        if (mostClients < 1) {
            throw new IllegalArgumentException("at least one client is remembered");
        }
        this.mostClients = mostClients;
    }

    /** Zero if it may have one, and then it has; else how long to wait for it. */
    public Duration take(String client, Rate rate, Instant now) {
        if (rate.isNoLimit()) {
            return Duration.ZERO;
        }
        synchronized (buckets) {
            Bucket bucket = filled(client, rate, now);
            if (bucket.tokens >= 1) {
                bucket.tokens -= 1;
                return Duration.ZERO;
            }
            return Duration.ofNanos((long) Math.ceil((1 - bucket.tokens) / rate.perSecond() * NANOS));
        }
    }

    /** How many of those that it wants it may have, and then it has them. */
    public int takeUpTo(int wanted, String client, Rate rate, Instant now) {
        if (rate.isNoLimit()) {
            return wanted;
        }
        synchronized (buckets) {
            Bucket bucket = filled(client, rate, now);
            int granted = (int) Math.min(wanted, bucket.tokens);
            bucket.tokens -= granted;
            return granted;
        }
    }

    private Bucket filled(String client, Rate rate, Instant now) {
        Bucket bucket = buckets.computeIfAbsent(client, _ -> new Bucket(rate.burst(), now));
        if (buckets.size() > mostClients) {
            buckets.remove(buckets.keySet().iterator().next());
        }
        // A clock that was set back fills nothing, and nobody waits for it to come back.
        double passed = Math.max(0, nanos(Duration.between(bucket.filled, now)) / NANOS);
        bucket.tokens = Math.min(rate.burst(), bucket.tokens + passed * rate.perSecond());
        bucket.filled = now;
        return bucket;
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
