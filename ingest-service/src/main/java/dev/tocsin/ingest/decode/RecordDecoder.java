package dev.tocsin.ingest.decode;

import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of one format into flat fields. What the fields mean is not decided here. Holds scratch memory: one per
 * thread.
 */
public interface RecordDecoder {
    /**
     * Fills the list with the record's fields; null if all is well, else what is wrong and the list is of no use.
     *
     * @param origin for what a format leaves out of who sent it
     * @param receivedAt for what it leaves out of its times
     */
    @Nullable
    MalformedRecord decode(byte[] bytes, int from, int to, Origin origin, Instant receivedAt, FieldList fields);
}
