package dev.tocsin.ingest.journal;

import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the events of one append so far.
 *
 * @param events how many there are
 * @param done by place among them: in Elasticsearch, or a dead letter
 * @param refusals by place: why it became a dead letter, without values
 */
public record Settled(int events, BitSet done, Map<Integer, String> refusals) {
    public Settled {
        done = (BitSet) done.clone();
        refusals = Map.copyOf(refusals);
    }

    /** Of which nothing is known. */
    public static Settled unknown(int events) {
        return new Settled(events, new BitSet(), Map.of());
    }

    /** Those that are not settled. */
    public int waiting() {
        return events - done.cardinality();
    }

    /** Those that are in Elasticsearch. */
    public int indexed() {
        return done.cardinality() - refusals.size();
    }

    public boolean isWaiting(int event) {
        return !done.get(event);
    }

    /** Why it is a dead letter; null if it is none. */
    public @Nullable String refusal(int event) {
        return refusals.get(event);
    }
}
