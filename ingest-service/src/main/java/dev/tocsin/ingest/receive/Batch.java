package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFate;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.sequence.Numbered;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What one read of a connection or one request became.
 *
 * @param fates one per record in order
 * @param deadLetters the bad records, as many as may be kept: some of the client's may be kept before
 * @param onlyCounted how many bad records are none of these: the client has had its dead letters
 * @param bytes of memory that this batch holds
 * @param numbered the numbers that senders gave their events, in order; of those only that have one
 * @param kept so many of the bad records, the first ones, are dead letters on disk; none before it is committed
 */
public record Batch(
        Origin origin,
        List<RecordFate> fates,
        List<DeadLetter> deadLetters,
        int onlyCounted,
        long bytes,
        List<Numbered> numbered,
        int kept) {
    public Batch {
        fates = List.copyOf(fates);
        deadLetters = List.copyOf(deadLetters);
        numbered = List.copyOf(numbered);
    }

    /** Of events without numbers; it is not committed. */
    public Batch(Origin origin, List<RecordFate> fates, List<DeadLetter> deadLetters, int onlyCounted, long bytes) {
        this(origin, fates, deadLetters, onlyCounted, bytes, List.of(), 0);
    }

    /** So much memory at most takes a record of which only the answer is to be made yet, but for an id of its client's. */
    private static final int BYTES_UNTIL_TOLD = 256;

    private static final byte[] NO_DOCUMENT = "{\"event\":{}}".getBytes(StandardCharsets.US_ASCII);

    /** The same once it is committed. */
    Batch keeping(int letters) {
        return new Batch(origin, fates, deadLetters, onlyCounted, bytes, numbered, letters);
    }

    /** The places of the records that are dead letters on disk. */
    public BitSet letters() {
        BitSet letters = new BitSet();
        int left = kept;
        for (int record = 0; left > 0; record++) {
            if (fates.get(record) instanceof MalformedRecord refusal && refusal.isKept()) {
                letters.set(record);
                left--;
            }
        }
        return letters;
    }

    /** The same without what the journal has: enough for an answer. */
    Batch toBeTold() {
        List<RecordFate> light = new ArrayList<>(fates);
        light.replaceAll(
                fate -> fate instanceof LogEvent event ? new LogEvent(null, event.dataStream(), NO_DOCUMENT) : fate);
        return new Batch(origin, light, List.of(), malformed(), 0, List.of(), kept);
    }

    /** How much memory that takes, with the ids. */
    long bytesUntilTold() {
        long bytes = (long) BYTES_UNTIL_TOLD * records();
        for (RecordFate fate : fates) {
            EventId id = fate instanceof LogEvent event ? event.clientId() : null;
            bytes += id == null ? 0 : id.value().length();
        }
        return bytes;
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
