package dev.tocsin.ingest.receive;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Clients that want more of one thing than they may, by name, as meters must not have them: told of when it begins, and
 * once more, with how much it was, when they have kept to the limit for a minute. Where it takes a while to say how much it
 * is, that is when it begins to be told, with the figures. Of very many some are named. Thread-safe.
 */
final class Excess {
    private static final Logger log = LoggerFactory.getLogger(Excess.class);
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int MOST_NAMED = 100;

    private final String begins;
    private final String ends;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Map<Who, Case> cases = new LinkedHashMap<>();
    // So that who keeps to the limits costs no lock.
    private volatile boolean isAny;
    private long ofOthers;

    private record Who(String door, String client) {}

    private static final class Case {
        private final long first;
        private long last;
        private long came;
        private long cameUntilLast;
        private long refused;
        private long allowed;
        private boolean isTold;

        private Case(long first) {
            this.first = first;
        }
    }

    /**
     * @param begins what is said then
     * @param ends what is said then
     * @param patience how long it is counted before it is told; zero where the number of those that came says nothing
     * @param nanoTime as {@link System#nanoTime}
     */
    Excess(String begins, String ends, Duration patience, LongSupplier nanoTime) {
        this.begins = begins;
        this.ends = ends;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** So many came of it, and it may have them; counts only for whom there is something to tell of. */
    void granted(String door, String client, long count) {
        if (isAny) {
            count(new Who(door, client), count);
        }
    }

    private synchronized void count(Who who, long came) {
        Case known = cases.get(who);
        if (known != null) {
            known.came += came;
        }
    }

    /**
     * So many were refused to it.
     *
     * @param came of it now, with those
     * @param allowed now, as the setting says
     */
    synchronized void refused(String door, String client, long count, long came, long allowed) {
        Who who = new Who(door, client);
        long now = nanoTime.getAsLong();
        Case known = cases.get(who);
        if (known == null && cases.size() == MOST_NAMED) {
            if (ofOthers == 0) {
                log.atWarn().addKeyValue("named", MOST_NAMED).log("{}: more clients than are named", begins);
            }
            ofOthers += count;
            return;
        }
        if (known == null) {
            known = new Case(now);
            cases.put(who, known);
            isAny = true;
        }
        known.refused += count;
        known.came += came;
        known.cameUntilLast = known.came;
        known.allowed = allowed;
        known.last = now;
        tellIfItIsTime(who, known, now);
    }

    private void tellIfItIsTime(Who who, Case one, long now) {
        if (!one.isTold && now - one.first >= patience.toNanos()) {
            one.isTold = true;
            told(log.atWarn(), who, one).log(begins);
        }
    }

    /** With figures where they say something. */
    private LoggingEventBuilder told(LoggingEventBuilder line, Who who, Case one) {
        LoggingEventBuilder named = line.addKeyValue("door", who.door()).addKeyValue("client", who.client());
        return patience.isZero()
                ? named
                : named.addKeyValue("allowedPerSecond", one.allowed)
                        .addKeyValue("sent", one.cameUntilLast)
                        .addKeyValue("shed", one.refused)
                        .addKeyValue(
                                "seconds",
                                Math.max(
                                        1,
                                        Duration.ofNanos(one.last - one.first).toSeconds()));
    }

    /** Tells of whom it is over; to be called now and then. */
    synchronized void settle() {
        long now = nanoTime.getAsLong();
        Iterator<Map.Entry<Who, Case>> all = cases.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Who, Case> one = all.next();
            tellIfItIsTime(one.getKey(), one.getValue(), now);
            if (now - one.getValue().last >= QUIET.toNanos()) {
                all.remove();
                LoggingEventBuilder line = told(log.atInfo(), one.getKey(), one.getValue());
                (patience.isZero() ? line.addKeyValue("refused", one.getValue().refused) : line).log(ends);
            }
        }
        isAny = !cases.isEmpty();
        if (ofOthers > 0 && cases.isEmpty()) {
            log.atInfo().addKeyValue("refused", ofOthers).log("{}: those that were not named", ends);
            ofOthers = 0;
        }
    }
}
