package dev.tocsin.ingest.journal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the journal keeps its files.
 *
 * @param folder made if it is not there
 * @param segmentBytes a segment is closed when it has grown over this; only whole segments are given back to the disk
 * @param limitBytes what all segments together may take: then appends are refused
 * @param queueBytes what may wait in memory for the writer: then appends are refused
 * @param groupBytes about how much goes to the disk with one fsync
 * @param horizonBytes how far ahead events are marked as possibly sent: what is looked up after a crash
 * @param checkpointEvery how old the durable checkpoint may get while the reader moves on
 * @param retryEvery how long a disk that refused is left alone
 */
public record JournalSettings(
        Path folder,
        long segmentBytes,
        long limitBytes,
        long queueBytes,
        int groupBytes,
        long horizonBytes,
        Duration checkpointEvery,
        Duration retryEvery) {
    private static final long MIB = 1024 * 1024;

    public JournalSettings {
        if (segmentBytes < 1024 || limitBytes < 2 * segmentBytes) {
            throw new IllegalArgumentException("the journal's limit has to be at least two segments: limit "
                    + limitBytes + ", segment " + segmentBytes);
        }
        if (queueBytes <= 0 || groupBytes <= 0 || horizonBytes <= 0) {
            throw new IllegalArgumentException("the journal's sizes have to be positive");
        }
    }

    /** Segments of 64 MiB, 8 GiB in all. */
    public static JournalSettings in(Path folder) {
        return new JournalSettings(
                folder,
                64 * MIB,
                8 * 1024 * MIB,
                64 * MIB,
                (int) (8 * MIB),
                32 * MIB,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }

    public JournalSettings withLimits(long newSegmentBytes, long newLimitBytes) {
        return new JournalSettings(
                folder,
                newSegmentBytes,
                newLimitBytes,
                queueBytes,
                groupBytes,
                horizonBytes,
                checkpointEvery,
                retryEvery);
    }
}
