package dev.tocsin.alert.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The queue as the writer sees it. */
public interface HistoryBacklog {
    /** @param position grows with the order of the decisions */
    record Row(long position, HistoryEntry entry) {}

    /**
     * How much there is.
     *
     * @param refused rows that Elasticsearch will never take
     * @param oldestSeconds how long the oldest waits; 0 if none
     */
    record Depth(long waiting, long refused, long oldestSeconds) {}

    /** In the order of the decisions, without those refused. */
    List<Row> oldest(int most);

    /** They are in the index. */
    void remove(List<Long> positions);

    /** Position to reason: kept to be looked at, not handed out again. */
    void refuse(Map<Long, String> reasons);

    Depth depth();

    /**
     * What the index does not know of a rule yet, newest window first, and of one window what was written last first.
     *
     * @param from first window end
     * @param to window end after the last one
     */
    List<HistoryEntry> notYetWritten(String kind, String rule, Instant from, Instant to, int most);
}
