package dev.tocsin.ingest.event;

import org.jspecify.annotations.Nullable;

/**
 * What a request says of a record beside the record itself, as the action lines of Elasticsearch's bulk do.
 *
 * @param id the id that its sender gives it, of any characters; wins over one in the record
 * @param target the index or data stream that it was sent to; decides over the record's own service name
 */
public record Claim(@Nullable String id, @Nullable String target) {
    public static final Claim NONE = new Claim(null, null);
}
