package dev.tocsin.ingest.index;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that something is wrong, again when it is wrong in another way, and once that it is over. Thread-safe. */
final class TroubleLog {
    static final String ELASTICSEARCH = "elasticsearch";
    static final String BULKS = "bulks";
    private static final Logger LOG = LoggerFactory.getLogger(TroubleLog.class);
    private static final int MAX_SUBJECTS = 10_000;

    private final InstantSource clock;
    private final Map<String, Trouble> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Trouble> eldest) {
            return size() > MAX_SUBJECTS;
        }
    };

    TroubleLog(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void seen(String subject, String reason) {
        Trouble before = open.get(subject);
        if (before != null && before.reason().equals(reason)) {
            return;
        }
        open.put(subject, new Trouble(reason, before == null ? clock.instant() : before.since()));
        LOG.atWarn()
                .addKeyValue("subject", subject)
                .addKeyValue("reason", reason)
                .log("Events wait in the journal");
    }

    synchronized void over(String subject) {
        Trouble before = open.remove(subject);
        if (before != null) {
            LOG.atInfo()
                    .addKeyValue("subject", subject)
                    .addKeyValue("reason", before.reason())
                    .addKeyValue(
                            "seconds",
                            Duration.between(before.since(), clock.instant()).toSeconds())
                    .log("Events are indexed again");
        }
    }

    synchronized boolean isOpen(String subject) {
        return open.containsKey(subject);
    }

    private record Trouble(String reason, Instant since) {}
}
