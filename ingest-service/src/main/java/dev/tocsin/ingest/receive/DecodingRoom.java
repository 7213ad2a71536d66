package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.decode.JsonRecordDecoder;
import dev.tocsin.ingest.event.RecordFormat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that bodies take while they are decoded, beside themselves and the events made of them: a multiple of the
 * largest record, for one is decoded after the other. Who finds no room waits for a turn; a body that needs more than
 * there is has it all, alone. Thread-safe; waiting blocks, so not for event loops.
 */
public final class DecodingRoom {
    /** A value of two bytes is a text of its own and three places in lists. */
    private static final long BYTES_OF_VALUE = 96;

    /** The parser's characters, the text made of them, the document and its copy. */
    private static final int TIMES_LARGEST = 8;

    /** The same where a control character is one byte, for it is six in the document. */
    private static final int TIMES_LARGEST_OF_OTLP = 24;

    private static final int UNIT = 1_024;

    private final int units;
    private final Semaphore free;
    private final Duration patience;

    DecodingRoom(long bytes, Duration patience) {
        this.units = (int) Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
        this.free = new Semaphore(units, true);
        this.patience = patience;
    }

    /** A part of the heap that leaves room for what waits for the journal and for Elasticsearch. */
    static DecodingRoom of(HeapShares shares) {
        return new DecodingRoom(shares.decodingBodies(), Duration.ofSeconds(20));
    }

    /** Room to cut a body into values: the parser keeps the characters of one. */
    public Turn toCut(int length) {
        return take(2L * length);
    }

    /** Room to decode records one after the other. */
    Turn toDecode(List<RecordSlice> records, RecordFormat format) {
        long largest = 0;
        for (RecordSlice record : records) {
            largest = record.refusal() == null ? Math.max(largest, record.length()) : largest;
        }
        return take(
                switch (format) {
                    case JSON, SYSLOG -> neededFor(largest);
                    case OTLP -> neededFor(largest, TIMES_LARGEST_OF_OTLP);
                });
    }

    /** Bytes beside a record of that length while it is decoded. */
    static long neededFor(long length) {
        return neededFor(length, TIMES_LARGEST);
    }

    private static long neededFor(long length, int times) {
        return times * length + BYTES_OF_VALUE * Math.min(length / 2, JsonRecordDecoder.MAX_VALUES);
    }

    /** Throws {@link RequestRefused} if there is none in time. */
    private Turn take(long bytes) {
        int taken = (int) Math.clamp(bytes / UNIT + 1, 1, units);
        try {
            if (free.tryAcquire(taken, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Turn(taken);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new RequestRefused(Refusal.busy("too many large requests at once"));
    }

    /** Held while decoding. */
    public final class Turn implements AutoCloseable {
        private final int taken;

        private Turn(int taken) {
            this.taken = taken;
        }

        @Override
        public void close() {
            free.release(taken);
        }
    }
}
