package dev.tocsin.alert.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which rules this engine may evaluate. A lease that is not renewed in time can be taken by another engine, whose fence
 * is higher; commits under the old fence are refused from then on. Thread-safe: the cycle takes and renews, a heartbeat
 * renews.
 */
public final class Leases {
    private static final int BUCKETS = 64;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final String owner;
    private final Duration timeToLive;

    /** One statement at a time waits for our rows. */
    private final ReentrantLock one = new ReentrantLock();

    /** @param owner unique per running engine */
    public Leases(JdbcClient jdbc, TransactionTemplate transaction, String owner, Duration timeToLive) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.owner = owner;
        this.timeToLive = timeToLive;
    }

    String owner() {
        return owner;
    }

    public static int bucketOf(String rule) {
        return Math.floorMod(rule.hashCode(), BUCKETS);
    }

    /**
     * Renews what we hold and takes what nobody holds.
     *
     * @return bucket to fence
     */
    public Map<Integer, Long> hold(Instant now) {
        one.lock();
        try {
            return take(now);
        } finally {
            one.unlock();
        }
    }

    private Map<Integer, Long> take(Instant now) {
        Map<Integer, Long> held = new HashMap<>();
        jdbc.sql("""
                        update lease set
                          fence = case when owner = :owner then fence else fence + 1 end,
                          owner = :owner,
                          expires_at = :until
                        where bucket in (
                          select bucket from lease where owner = :owner order by bucket for update)
                        or bucket in (
                          select bucket from lease where owner is null or (owner <> :owner and expires_at < :now)
                          order by bucket for update skip locked)
                        returning bucket, fence""")
                .param("owner", owner)
                .param("until", Timestamps.of(now.plus(timeToLive)))
                .param("now", Timestamps.of(now))
                .query((row, _) -> Map.entry(row.getInt("bucket"), row.getLong("fence")))
                .list()
                .forEach(entry -> held.put(entry.getKey(), entry.getValue()));
        return held;
    }

    /**
     * Renews what we hold, and takes nothing. Waits for a commit of ours that is being written; the lease begins after
     * that, or one that waited for long would have run out as it is written.
     */
    public void renew(InstantSource clock) {
        one.lock();
        try {
            transaction.executeWithoutResult(_ -> {
                jdbc.sql("select bucket from lease where owner = :owner order by bucket for no key update")
                        .param("owner", owner)
                        .query(Integer.class)
                        .list();
                jdbc.sql("update lease set expires_at = :until where owner = :owner")
                        .param("owner", owner)
                        .param("until", Timestamps.of(clock.instant().plus(timeToLive)))
                        .update();
            });
        } finally {
            one.unlock();
        }
    }

    /** Lets another engine go on at once. */
    public void release() {
        jdbc.sql("update lease set owner = null, expires_at = '-infinity' where owner = :owner")
                .param("owner", owner)
                .update();
    }
}
