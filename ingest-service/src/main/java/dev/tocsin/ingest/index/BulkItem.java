package dev.tocsin.ingest.index;

import org.jspecify.annotations.Nullable;

/**
 * One line of a bulk answer as it came.
 *
 * @param status 0 if it has none
 * @param errorType such as {@code document_parsing_exception}; null without an error
 * @param errorReason a text that may hold values of fields: to be cut before anyone sees it
 * @param failureStore such as {@code used}; null if the answer does not say
 */
record BulkItem(
        int status,
        @Nullable String errorType,
        @Nullable String errorReason,
        @Nullable String failureStore) {
    /** Taken, and nothing else said. */
    static final BulkItem CREATED = new BulkItem(201, null, null, null);
}
