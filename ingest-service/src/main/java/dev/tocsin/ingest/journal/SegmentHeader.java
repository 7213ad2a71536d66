package dev.tocsin.ingest.journal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first bytes of a segment.
 *
 * @param incarnation of the journal that wrote it: random, new at each start
 * @param base position of its first record
 * @param baseOrdinal how many events the journal had taken before it
 * @param previousEnd where the segment before it ends; what lies behind that in the older file was never acknowledged
 */
record SegmentHeader(long incarnation, long base, long baseOrdinal, long previousEnd) {
    static final int BYTES = 48;
    private static final int MAGIC = 0xFF54_434A;
    private static final int VERSION = 1;
    private static final int CHECKED_BYTES = BYTES - Integer.BYTES;

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putInt(MAGIC).putInt(VERSION);
        bytes.putLong(incarnation).putLong(base).putLong(baseOrdinal).putLong(previousEnd);
        bytes.putInt(0);
        bytes.putInt(checksum(bytes));
        return bytes.flip();
    }

    /**
     * Empty if the bytes are not a header.
     *
     * @throws JournalCorrupt if they are one of a version that we do not know: its events must not be skipped
     */
    static Optional<SegmentHeader> decode(ByteBuffer bytes) {
        if (bytes.remaining() < BYTES || bytes.getInt(0) != MAGIC || bytes.getInt(CHECKED_BYTES) != checksum(bytes)) {
            return Optional.empty();
        }
        int version = bytes.getInt(4);
        if (version != VERSION) {
            throw new JournalCorrupt("The journal was written by another version of the ingest service (format "
                    + version + ", this one reads " + VERSION + "). Let that version empty it first.");
        }
        return Optional.of(
                new SegmentHeader(bytes.getLong(8), bytes.getLong(16), bytes.getLong(24), bytes.getLong(32)));
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(CHECKED_BYTES));
        return (int) crc.getValue();
    }
}
