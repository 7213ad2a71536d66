package dev.tocsin.ingest.event;

import org.jspecify.annotations.Nullable;

/**
 * A decoded and enriched event on its way into the journal.
 *
 * <p>The document is the final Elasticsearch source but for {@code event.ingested}: one JSON object in UTF-8 on one
 * line, in the canonical form (objects, no dotted twin), whose last member is a non-empty object {@code event}, so that
 * it ends with <code>}}</code> and {@code event.ingested} can be spliced in before these two bytes at every send.
 *
 * @param clientId the id that the client gave ({@code event.id} or derived from its {@code Idempotency-Key} and the record); null lets
 *     the journal make one
 * @param dataStream {@code logs-<dataset>-<namespace>}
 * @param document owned by the event from here on: nobody writes into it
 */
@SuppressWarnings("ArrayRecordComponent") // one event, one buffer: a wrapper per event would be garbage on the hot path
public record LogEvent(@Nullable EventId clientId, String dataStream, byte[] document) implements RecordFate {
    public LogEvent {
        int length = document.length;
        if (length < 4 || document[length - 1] != '}' || document[length - 2] != '}') {
            throw new IllegalArgumentException("a document has to end with its event object");
        }
    }
}
