package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.RecordFormat;
import java.util.List;

/** One request, its head understood. */
public sealed interface Call {
    /** It brings no events; the body is read away. */
    record Question(HttpAnswer answer) implements Call {}

    /** It brings events. Each method is called once at most, in this order, on a thread that may block. */
    non-sealed interface Delivery extends Call {
        /** Each costs memory beside its bytes, the smallest as well. */
        int MOST_RECORDS = 50_000;

        /** How its records are to be read. */
        default RecordFormat format() {
            return RecordFormat.JSON;
        }

        /** Cuts the body, which is plain, into records. Throws {@link RequestRefused} if that cannot be done. */
        List<RecordSlice> cut(byte[] body, int length, DecodingRoom room);

        /**
         * The fate of each record, once all that could be taken is durable.
         *
         * @param ids of the batch's events, in order
         */
        HttpAnswer answer(Batch batch, List<EventId> ids);
    }
}
