package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFate;
import dev.tocsin.ingest.refused.DeadLetter;
import java.util.ArrayList;
import java.util.List;

/**
 * What one read of a connection or one request became.
 *
 * @param fates one per record in order
 * @param deadLetters the bad records, as many as may be kept: some of the client's may be kept before
 * @param onlyCounted how many bad records are none of these: the client has had its dead letters
 * @param bytes of memory that this batch holds
 */
public record Batch(Origin origin, List<RecordFate> fates, List<DeadLetter> deadLetters, int onlyCounted, long bytes) {
    public Batch {
        fates = List.copyOf(fates);
        deadLetters = List.copyOf(deadLetters);
    }

    /** Those that are to be kept, in order. */
    public List<LogEvent> events() {
        List<LogEvent> events = new ArrayList<>(fates.size());
        for (RecordFate fate : fates) {
            if (fate instanceof LogEvent event) {
                events.add(event);
            }
        }
        return events;
    }

    public int records() {
        return fates.size();
    }

    /** Records that are bad in themselves. */
    public int malformed() {
        return deadLetters.size() + onlyCounted;
    }
}
