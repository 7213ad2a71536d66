package dev.tocsin.ingest.event;

import org.jspecify.annotations.Nullable;

/**
 * Where a record came from: the door it came in by, who brought it, and in what form.
 *
 * @param door {@code tcp}, {@code http}, …: a metric label, so a small fixed set
 * @param peer address of the client, without the port; null if unknown
 */
public record Origin(String door, @Nullable String peer, RecordFormat format) {
    /** Of JSON. */
    public Origin(String door, @Nullable String peer) {
        this(door, peer, RecordFormat.JSON);
    }

    /** The same sender with records of another form. */
    public Origin in(RecordFormat other) {
        return other == format ? this : new Origin(door, peer, other);
    }
}
