package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.decode.Envelope;
import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.MalformedRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record in a door's buffer, only to be read during the call that it is given to.
 *
 * @param bytes the door's buffer
 * @param from first byte of the record
 * @param to behind its last byte
 * @param refusal what the door found wrong already, such as its length; null to decode it
 * @param claim what is said of it beside it
 * @param envelope what it has in common with others of its request; null if it stands for itself
 * @param isCut whether its sender meant more than these bytes
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordSlice(
        byte[] bytes,
        int from,
        int to,
        @Nullable MalformedRecord refusal,
        Claim claim,
        @Nullable Envelope envelope,
        boolean isCut) {
    public RecordSlice(
            byte[] bytes,
            int from,
            int to,
            @Nullable MalformedRecord refusal,
            Claim claim,
            @Nullable Envelope envelope) {
        this(bytes, from, to, refusal, claim, envelope, false);
    }

    public RecordSlice(byte[] bytes, int from, int to, @Nullable MalformedRecord refusal, Claim claim) {
        this(bytes, from, to, refusal, claim, null);
    }

    public RecordSlice(byte[] bytes, int from, int to, @Nullable MalformedRecord refusal) {
        this(bytes, from, to, refusal, Claim.NONE);
    }

    public static RecordSlice of(byte[] bytes, int from, int to) {
        return new RecordSlice(bytes, from, to, null);
    }

    /** One of which there is no more than that, and the door knows why. */
    static RecordSlice cut(byte[] bytes, int from, int to, MalformedRecord refusal) {
        return new RecordSlice(bytes, from, to, refusal, Claim.NONE, null, true);
    }

    /** With what it has in common with others. */
    int length() {
        return to - from + (envelope == null ? 0 : envelope.length());
    }

    /** The same record with its envelope in its bytes. */
    public RecordSlice alone() {
        if (envelope == null) {
            return this;
        }
        byte[] whole = envelope.around(bytes, from, to);
        return new RecordSlice(whole, 0, whole.length, refusal, claim, null, isCut);
    }
}
