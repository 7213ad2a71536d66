package dev.tocsin.ingest;

import dev.tocsin.ingest.event.Origin;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of one client's junk becomes dead letters: 1,000 of a minute, or 4 MB. It is enough to see what is wrong, and
 * does not fill the disk, which costs the sender next to nothing. Thread-safe.
 */
final class LetterAllowance {
    static final int LETTERS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(LetterAllowance.class);
    private static final int BYTES = 4 * 1_024 * 1_024;
    private static final int LEAST_BYTES = BYTES / LETTERS;
    private static final int MOST_CLIENTS = 10_000;
    private static final Origin FURTHER = new Origin("", null);

    private final Map<Origin, Integer> taken = new HashMap<>();
    private long minute;
    private boolean told;

    /** Takes a place for a letter of so many bytes, if there is one in this minute. */
    synchronized boolean take(Origin client, int bytes, Instant now) {
        long thisMinute = now.getEpochSecond() / 60;
        if (thisMinute != minute) {
            minute = thisMinute;
            told = false;
            taken.clear();
        }
        Origin known = taken.size() < MOST_CLIENTS || taken.containsKey(client) ? client : FURTHER;
        int before = taken.getOrDefault(known, 0);
        if (before + LEAST_BYTES > BYTES) {
            tell(client);
            return false;
        }
        taken.put(known, before + Math.max(bytes, LEAST_BYTES));
        return true;
    }

    private void tell(Origin client) {
        if (!told) {
            told = true;
            log.atWarn()
                    .addKeyValue("door", client.door())
                    .addKeyValue("peer", client.peer())
                    .log("a client sends so much that cannot be decoded that the rest of this minute is only counted");
        }
    }
}
