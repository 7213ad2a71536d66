package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.EventId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Makes the ids of events: time, incarnation of the journal, position, in an alphabet that is safe in URLs and sorts as
 * the numbers do, so that ids of one time lie together in Elasticsearch's index. Unique across restarts and nodes by the
 * incarnation.
 */
final class IdMaker {
    static final int LENGTH = 22;
    private static final int TIME_CHARACTERS = 7;
    private static final int INCARNATION_CHARACTERS = 7;
    private static final int POSITION_CHARACTERS = 8;
    private static final byte[] ALPHABET =
            "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
    static final long INCARNATIONS = 1L << (6 * INCARNATION_CHARACTERS);

    private final long incarnation;

    IdMaker(long incarnation) {
        this.incarnation = incarnation;
    }

    void put(long millis, long position, ByteBuffer into) {
        put(millis, TIME_CHARACTERS, into);
        put(incarnation, INCARNATION_CHARACTERS, into);
        put(position, POSITION_CHARACTERS, into);
    }

    EventId idAt(long millis, long position) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        put(millis, position, bytes);
        return new EventId(new String(bytes.array(), StandardCharsets.US_ASCII));
    }

    private static void put(long value, int characters, ByteBuffer into) {
        for (int shift = 6 * (characters - 1); shift >= 0; shift -= 6) {
            into.put(ALPHABET[(int) (value >>> shift) & 0x3F]);
        }
    }
}
