package dev.tocsin.ingest.index;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that something is wrong, again when it is wrong in another way, and once that it is over. What comes and goes,
 * as with one of several nodes down, is said twice in half a minute. Thread-safe.
 */
final class TroubleLog {
    static final String ELASTICSEARCH = "elasticsearch";
    static final String BULKS = "bulks";
    private static final int MAX_SUBJECTS = 10_000;
    private static final int MAX_KINDS = 20;
    private static final Duration A_WHILE = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Logger log;
    private final Map<String, Trouble> troubles = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Trouble> eldest) {
            return size() > MAX_SUBJECTS;
        }
    };

    TroubleLog(InstantSource clock) {
        this(clock, LoggerFactory.getLogger(TroubleLog.class));
    }

    TroubleLog(InstantSource clock, Logger log) {
        this.clock = clock;
        this.log = log;
    }

    synchronized void seen(String subject, String reason) {
        Instant now = clock.instant();
        Trouble trouble = troubles.get(subject);
        if (trouble != null && trouble.isOver) {
            if (now.isBefore(trouble.overSince.plus(A_WHILE))) {
                return;
            }
            trouble = null;
        }
        if (trouble == null) {
            trouble = new Trouble(now);
            troubles.put(subject, trouble);
        }
        if (trouble.isNew(reason)) {
            log.atWarn()
                    .addKeyValue("subject", subject)
                    .addKeyValue("reason", reason)
                    .log("Events wait in the journal");
        }
    }

    synchronized void over(String subject) {
        Trouble trouble = troubles.get(subject);
        if (trouble == null || trouble.isOver) {
            return;
        }
        trouble.isOver = true;
        trouble.overSince = clock.instant();
        log.atInfo()
                .addKeyValue("subject", subject)
                .addKeyValue("reason", trouble.reason)
                .addKeyValue(
                        "seconds",
                        Duration.between(trouble.since, trouble.overSince).toSeconds())
                .log("Events are indexed again");
    }

    /** As it was said last. */
    private static final class Trouble {
        private final Instant since;
        private final Set<String> kinds = new HashSet<>();
        private String reason = "";
        private boolean isOver;
        private Instant overSince;

        private Trouble(Instant now) {
            since = now;
            overSince = now;
        }

        private boolean isNew(String seen) {
            if (kinds.size() >= MAX_KINDS || !kinds.add(kindOf(seen))) {
                return false;
            }
            reason = seen;
            return true;
        }
    }

    /** The type of an error, for what stands behind it has numbers that are others each time; else all of the reason. */
    private static String kindOf(String reason) {
        int end = reason.indexOf(": ");
        return end > 0 && reason.lastIndexOf(' ', end) < 0 ? reason.substring(0, end) : reason;
    }
}
