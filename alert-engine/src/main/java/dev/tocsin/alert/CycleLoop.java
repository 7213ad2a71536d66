package dev.tocsin.alert;

import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.rule.Problem;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.schedule.WakeUps;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that runs cycles: when Quartz says so, when the last cycle said so, and every few seconds in any case, to
 * renew leases, to read changed rules and so that a scheduler that stalls delays nothing for long. What a cycle throws is
 * told at first sight, on change and when it is over; the next cycle goes on where the database says. An error of the
 * machine (no memory, a class that is missing) ends the thread, visibly: nothing after it can be trusted, and the process
 * has to be started again.
 */
final class CycleLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CycleLoop.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration SHORTEST = Duration.ofMillis(50);

    private final Supplier<Optional<Duration>> cycle;
    private final RuleBook rules;
    private final Supplier<Router> router;
    private final WakeUps wakeUps;
    private final InstantSource systemClock;
    private final Duration look;
    private final Semaphore wakes;
    private final CycleProgress progress;
    private final LeaseHeartbeat heartbeat;
    private final Thread thread;
    private boolean isNews;
    private volatile boolean stopped;
    private volatile @Nullable String trouble;
    private volatile @Nullable String causeOfDeath;

    /**
     * @param cycle evaluates what is due and says how long nothing will be
     * @param wakes what Quartz releases
     * @param systemClock Quartz's clock
     * @param look longest time between two looks
     * @param progress of the cycle
     * @param heartbeat beats as long as the thread lives
     */
    CycleLoop(
            Supplier<Optional<Duration>> cycle,
            RuleBook rules,
            Supplier<Router> router,
            WakeUps wakeUps,
            Semaphore wakes,
            InstantSource systemClock,
            Duration look,
            CycleProgress progress,
            LeaseHeartbeat heartbeat) {
        this.cycle = cycle;
        this.rules = rules;
        this.router = router;
        this.wakeUps = wakeUps;
        this.wakes = wakes;
        this.systemClock = systemClock;
        this.look = look;
        this.progress = progress;
        this.heartbeat = heartbeat;
        this.thread = Thread.ofPlatform().name("alert-cycle").unstarted(this::run);
    }

    void start() {
        progress.made();
        heartbeat.start();
        thread.start();
    }

    /** Why nothing moves; empty while cycles run. */
    Optional<String> trouble() {
        Optional<String> death = causeOfDeath();
        if (death.isPresent()) {
            return death;
        }
        Optional<Instant> stalledSince = stopped ? Optional.empty() : progress.stalledSince();
        return stalledSince.map(since -> "no progress since " + since).or(() -> Optional.ofNullable(trouble));
    }

    /** Why the thread is gone for good; empty while it lives, and when it was asked to end. */
    Optional<String> causeOfDeath() {
        String cause = causeOfDeath;
        return cause == null ? Optional.empty() : Optional.of("the cycle's thread died of " + cause);
    }

    private void run() {
        try {
            goRound();
        } catch (Throwable e) {
            causeOfDeath = e.getClass().getName();
            LOG.atError()
                    .setCause(e)
                    .log("The cycle's thread died; nothing is evaluated until this engine is restarted");
        } finally {
            heartbeat.close();
        }
    }

    private void goRound() {
        while (!stopped) {
            Duration pause = tick();
            try {
                if (wakes.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    wakes.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Duration tick() {
        Exception unread = readRules();
        try {
            Duration pause = cycle.get().orElse(look);
            tell(unread);
            return pause.compareTo(look) > 0 ? look : pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
        } catch (Exception e) {
            tell(e);
            return RETRY;
        }
    }

    /** Why they could not be read: then those known so far are evaluated; null if they were. */
    private @Nullable Exception readRules() {
        try {
            isNews |= rules.readAgain(systemClock.instant());
            if (isNews) {
                follow(rules.current());
                isNews = false;
            }
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    private void follow(RuleSet set) throws SchedulerException {
        wakeUps.follow(set.rules(), systemClock.instant());
        LOG.atInfo()
                .addKeyValue("folder", rules.folder())
                .addKeyValue("rules", set.rules().size())
                .addKeyValue("broken", set.broken().size())
                .log("Rules read");
        for (Problem problem : set.problems()) {
            LOG.atWarn().log("{}", problem.inWords());
        }
        for (Problem problem : rules.references().problems()) {
            LOG.atWarn().log("{}", problem.inWords());
        }
        for (Rule rule : set.rules()) {
            List<String> unknown = router.get().unknownAmong(rule.channels());
            if (!unknown.isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("rule", rule.name())
                        .addKeyValue("channels", unknown)
                        .log("A rule names channels that channels.yml does not have");
            }
        }
    }

    private void tell(@Nullable Exception e) {
        String now = e == null ? null : e.getClass().getSimpleName();
        String before = trouble;
        trouble = now;
        if (e != null && !e.getClass().getSimpleName().equals(before)) {
            LOG.atError().setCause(e).log("The cycle stopped, or rules could not be read; it goes on where it was");
        } else if (e == null && before != null) {
            LOG.atInfo().addKeyValue("after", before).log("The cycle runs again");
        }
    }

    /** Waits for the current cycle to end. */
    @Override
    public void close() {
        stopped = true;
        wakes.release();
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
