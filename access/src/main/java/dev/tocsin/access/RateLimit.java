package dev.tocsin.access;

import java.time.Duration;
import java.time.Instant;

/** One rate for each client, see {@link Allowances}. Thread-safe; the time is handed in. */
public final class RateLimit {
    private final Rate rate;
    private final Allowances allowances;

    /**
     * @param perSecond what one client may ask for in the long run; 0 for no limit
     * @param burst what it may ask for at once after a rest
     * @param mostClients that are remembered
     */
    public RateLimit(double perSecond, double burst, int mostClients) {
        this.rate = new Rate(perSecond, burst);
        this.allowances = new Allowances(mostClients);
    }

    /** Zero if it may, and then it has; else how long to wait for it. */
    public Duration take(String client, Instant now) {
        return allowances.take(client, rate, now);
    }

    /** How many clients are remembered. */
    int clients() {
        return allowances.clients();
    }
}
