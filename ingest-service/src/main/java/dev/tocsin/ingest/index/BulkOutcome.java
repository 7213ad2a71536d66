package dev.tocsin.ingest.index;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one bulk request. */
sealed interface BulkOutcome {
    /**
     * An answer with one line for each document, in order.
     *
     * @param bulk the request's {@code X-Opaque-Id}
     */
    record Answered(String bulk, List<BulkItem> items) implements BulkOutcome {}

    /**
     * Surely nothing was done.
     *
     * @param tooLarge whether a smaller bulk could be taken
     * @param after how long to wait at least; null if it was not said
     */
    record Refused(
            String reason, boolean tooLarge, @Nullable Duration after) implements BulkOutcome {
        static final String BUSY = "HTTP status 429";

        /** Whether it was refused by an Elasticsearch that is there and has much to do. */
        boolean isBusy() {
            return reason.equals(BUSY);
        }
    }

    /**
     * No answer, or none that was understood: some, all or none of the documents are there or are still on their way.
     *
     * @param bulk the request's {@code X-Opaque-Id}
     * @param after how long to wait at least; null if it was not said
     */
    record NotKnown(String bulk, String reason, @Nullable Duration after) implements BulkOutcome {}
}
