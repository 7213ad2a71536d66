package dev.tocsin.ingest.receive;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that want more of one thing than they may, by name, as meters must not have them: told of when it begins, and
 * once more, with how much it was, when they have kept to the limit for a minute. Of very many some are named.
 * Thread-safe.
 */
final class Excess {
    private static final Logger log = LoggerFactory.getLogger(Excess.class);
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int MOST_NAMED = 100;

    private final String begins;
    private final String ends;
    private final LongSupplier nanoTime;
    private final Map<Who, Case> cases = new LinkedHashMap<>();
    private long ofOthers;

    private record Who(String door, String client) {}

    private static final class Case {
        private long refused;
        private long last;
    }

    /**
     * @param begins what is said then
     * @param ends what is said then
     * @param nanoTime as {@link System#nanoTime}
     */
    Excess(String begins, String ends, LongSupplier nanoTime) {
        this.begins = begins;
        this.ends = ends;
        this.nanoTime = nanoTime;
    }

    /** So many were refused to it. */
    synchronized void refused(String door, String client, long count) {
        Who who = new Who(door, client);
        Case known = cases.get(who);
        if (known == null && cases.size() == MOST_NAMED) {
            if (ofOthers == 0) {
                log.atWarn().addKeyValue("named", MOST_NAMED).log("{}: more clients than are named", begins);
            }
            ofOthers += count;
            return;
        }
        if (known == null) {
            known = new Case();
            cases.put(who, known);
            log.atWarn().addKeyValue("door", door).addKeyValue("client", client).log(begins);
        }
        known.refused += count;
        known.last = nanoTime.getAsLong();
    }

    /** Tells of whom it is over; to be called now and then. */
    synchronized void settle() {
        long now = nanoTime.getAsLong();
        Iterator<Map.Entry<Who, Case>> all = cases.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Who, Case> one = all.next();
            if (now - one.getValue().last >= QUIET.toNanos()) {
                all.remove();
                log.atInfo()
                        .addKeyValue("door", one.getKey().door())
                        .addKeyValue("client", one.getKey().client())
                        .addKeyValue("refused", one.getValue().refused)
                        .log(ends);
            }
        }
        if (ofOthers > 0 && cases.isEmpty()) {
            log.atInfo().addKeyValue("refused", ofOthers).log("{}: those that were not named", ends);
            ofOthers = 0;
        }
    }
}
