package dev.tocsin.alert.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which rules this engine may evaluate. A lease that is not renewed in time can be taken by another engine, whose fence
 * is higher; commits under the old fence are refused from then on. Thread-safe: the cycle takes and renews, a heartbeat
 * renews.
 */
public final class Leases {
    private static final int BUCKETS = 64;

    private final JdbcClient jdbc;
    private final String owner;
    private final Duration timeToLive;

    /** Taking skips rows that are locked, and must not skip ours because we are renewing them just now. */
    private final ReentrantLock one = new ReentrantLock();

    /** @param owner unique per running engine */
    public Leases(JdbcClient jdbc, String owner, Duration timeToLive) {
        this.jdbc = jdbc;
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
                          select bucket from lease where owner = :owner or owner is null or expires_at < :now
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

    /** Renews what we hold, and takes nothing. Waits for a commit of ours that is being written. */
    public void renew(Instant now) {
        one.lock();
        try {
            jdbc.sql("""
                            update lease set expires_at = :until where owner = :owner and bucket in (
                              select bucket from lease where owner = :owner order by bucket for no key update)""")
                    .param("owner", owner)
                    .param("until", Timestamps.of(now.plus(timeToLive)))
                    .update();
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
