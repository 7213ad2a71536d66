package dev.tocsin.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews leases while the cycle is busy: a round may take longer than a lease, and would be overtaken by a standby whose
 * round takes as long. It takes nothing. It ends with the cycle, and renews nothing while the cycle stands still: then
 * another engine has to be able to go on. A database that cannot be reached lets the leases run out, as it should.
 */
final class LeaseHeartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseHeartbeat.class);
    private static final int BEATS_PER_LEASE = 3;

    private final Runnable renewal;
    private final CycleProgress progress;
    private final Duration interval;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private boolean isStalled;
    private boolean isFailing;

    /** @param renewal of what is held already */
    LeaseHeartbeat(Runnable renewal, CycleProgress progress, Duration lease) {
        this.renewal = renewal;
        this.progress = progress;
        this.interval = lease.dividedBy(BEATS_PER_LEASE);
        this.thread = Thread.ofVirtual().name("lease-heartbeat").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!ended.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                beat();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For one thread. */
    void beat() {
        Optional<Instant> stalledSince = progress.stalledSince();
        if (stalledSince.isPresent()) {
            if (!isStalled) {
                LOG.atError()
                        .addKeyValue("since", stalledSince.get())
                        .log("The cycle stands still; its leases are not renewed any more");
            }
            isStalled = true;
            return;
        }
        if (isStalled) {
            LOG.info("The cycle moves again; its leases are renewed");
        }
        isStalled = false;
        try {
            renewal.run();
            isFailing = false;
        } catch (RuntimeException | Error e) {
            // Without this thread an engine in good health would lose its leases without a word.
            if (!isFailing) {
                LOG.atWarn()
                        .addKeyValue("cause", e.getClass().getSimpleName())
                        .log("Leases cannot be renewed; they run out unless the next try succeeds");
            }
            isFailing = true;
        }
    }

    /** The last beat may still be under way: what it renews is held for one lease more. */
    @Override
    public void close() {
        ended.countDown();
    }
}
