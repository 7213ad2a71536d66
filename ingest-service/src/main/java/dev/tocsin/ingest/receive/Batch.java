package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.refused.DeadLetter;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one read of a connection or one request became.
 *
 * @param events decoded and enriched, in order
 * @param refusals one per record in order: why it was refused, or null if it is an event
 * @param deadLetters the bad records, as many as may be kept: some of the client's may be kept before
 * @param onlyCounted how many bad records are none of these: the client has had its dead letters
 * @param bytes of memory that this batch holds
 */
public record Batch(
        Origin origin,
        List<LogEvent> events,
        List<@Nullable MalformedRecord> refusals,
        List<DeadLetter> deadLetters,
        int onlyCounted,
        long bytes) {
    public Batch {
        events = List.copyOf(events);
        refusals = Collections.unmodifiableList(refusals);
        deadLetters = List.copyOf(deadLetters);
    }

    public int records() {
        return refusals.size();
    }

    /** Records that are bad in themselves. */
    public int malformed() {
        return deadLetters.size() + onlyCounted;
    }

    /** Records for streams that the client may not write. */
    int forbidden() {
        if (events.size() + malformed() == refusals.size()) {
            return 0;
        }
        return (int) refusals.stream()
                .filter(refusal -> refusal != null && refusal.isForbidden())
                .count();
    }
}
