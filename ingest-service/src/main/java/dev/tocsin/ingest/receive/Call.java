package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.RecordFormat;
import dev.tocsin.ingest.journal.Settled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

        /** Of how many records something was asked that is not done; after they were cut. */
        default Map<Ignored, Integer> ignored() {
            return Map.of();
        }

        /**
         * The fate of each record, once all that could be taken is durable.
         *
         * @param ids of the batch's events, in order
         */
        HttpAnswer answer(Batch batch, List<EventId> ids);

        /** How long the answer may wait until the events are in Elasticsearch; null: it waits for the journal only. */
        default @Nullable Duration patience() {
            return null;
        }

        /**
         * The same once that wait is over; in place of the other.
         *
         * @param settled what became of the batch's events
         */
        default HttpAnswer answer(Batch batch, List<EventId> ids, Settled settled) {
            return answer(batch, ids);
        }
    }
}
