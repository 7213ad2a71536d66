package dev.tocsin.ingest.index;

import java.time.Duration;
import java.util.List;

/**
 * How events are sent to Elasticsearch.
 *
 * @param node name of this node in its bulks' {@code X-Opaque-Id}; has to be its own among those that write to a cluster
 * @param bulkBytes about how many bytes of documents go into one bulk; with what goes around them it is a fifth to a third more
 * @param bulkEvents how many events at most: a bound for memory where events are small, bytes bound the rest
 * @param linger how long a bulk that is not full waits for more events
 * @param inFlight how many bulks are on the way at a time at most; how many it is, Elasticsearch's answers decide
 * @param bulkTimeout how long an answer is waited for; then it is not known what happened
 * @param shardTimeout how long Elasticsearch waits for a shard; shorter than {@code bulkTimeout}
 * @param heldBytes how much is held aside in memory: half of it for streams in trouble and slow ones, of which the rest is
 *     left in the journal; half for copies and for bulks that hang, and when that is full, reading pauses
 * @param firstRetry the first pause after a failure, doubled up to {@code lastRetry}, with jitter
 * @param lastRetry the longest pause; shorter than the delay of rules, which wait that long after an outage
 * @param quiet how far apart the two looks are that have to find a bulk gone from Elasticsearch's tasks
 * @param maxRepairs how many fields of one document are moved one by one; then its labels are, then all that can be
 * @param olderIndices in how many older backing indices an id that a client gave is looked up
 * @param closeDeadline how long closing waits for answers on the way
 */
public record IndexSettings(
        String node,
        int bulkBytes,
        int bulkEvents,
        Duration linger,
        int inFlight,
        Duration bulkTimeout,
        Duration shardTimeout,
        long heldBytes,
        Duration firstRetry,
        Duration lastRetry,
        Duration quiet,
        int maxRepairs,
        int olderIndices,
        Duration closeDeadline) {
    /** From this part of a full bulk on it is a large one. */
    static final double LARGE = 0.5;

    private static final int MIB = 1024 * 1024;

    public IndexSettings {
        // A dash would make one node's prefix the beginning of another's.
        node = node.replaceAll("[^A-Za-z0-9._]", "_");
        if (bulkBytes < 1 || bulkEvents < 1 || inFlight < 1 || heldBytes < 1 || olderIndices < 0) {
            throw new IllegalArgumentException("sizes of bulks have to be positive");
        }
    }

    public static IndexSettings forNode(String node) {
        return new IndexSettings(
                node,
                5 * MIB,
                20_000,
                Duration.ofMillis(250),
                4,
                Duration.ofSeconds(90),
                Duration.ofSeconds(60),
                64L * MIB,
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                8,
                3,
                Duration.ofSeconds(20));
    }

    /** Whether one more fits into a bulk that has so many bytes; the first always does. */
    boolean fits(Delivery next, long bulk) {
        return bulk == 0 || bulk + next.document().length <= bulkBytes;
    }

    /** How much of a full bulk they are. */
    double sizeOf(List<Delivery> bulk) {
        double bytes = 0;
        for (Delivery delivery : bulk) {
            bytes += delivery.document().length;
        }
        return Math.max(bytes / bulkBytes, (double) bulk.size() / bulkEvents);
    }
}
