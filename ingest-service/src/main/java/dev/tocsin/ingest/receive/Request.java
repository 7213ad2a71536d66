package dev.tocsin.ingest.receive;

import org.jspecify.annotations.Nullable;

/**
 * The head of a request, admitted and understood.
 *
 * @param gzip whether the body is compressed
 * @param idempotencyKey the same records under the same key get the same ids; null without
 * @param client whose part of the memory it takes
 * @param right what its sender may write
 */
record Request(
        Dialect dialect,
        RequestHead head,
        Call call,
        boolean gzip,
        @Nullable String idempotencyKey,
        String client,
        WriteRight right) {
    /** The same, known to be compressed or not. */
    Request compressed(boolean isCompressed) {
        return new Request(dialect, head, call, isCompressed, idempotencyKey, client, right);
    }

    HttpAnswer refused(Refusal refusal) {
        return dialect.refused(refusal, head);
    }
}
