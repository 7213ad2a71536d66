package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.Origin;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is behind the doors. Thread-safe; neither method blocks for a disk. */
public interface Intake {
    /**
     * Decodes and enriches; the slices are not needed afterwards. A bad record is a refusal in the batch.
     *
     * @param idempotencyKey the same records under the same key get the same ids; null: the journal makes them
     * @param right an event for a stream that the client may not write is a refusal in the batch, and kept nowhere
     * @param room asked for each event; {@link NoRoom} is thrown if there is none
     */
    Batch read(Origin origin, List<RecordSlice> records, @Nullable String idempotencyKey, WriteRight right, Room room);

    /** A door of that name will bring records: what is counted of it is there with 0 from now on. */
    default void expect(String door) {}

    /**
     * Makes the batch durable: its events in the journal, then its refused records as dead letters. Fails with
     * {@code JournalFull} (nothing was written: commit it again later, or give it up) or {@code JournalUnavailable}
     * (whether the events survive is not known).
     */
    CompletableFuture<Committed> commit(Batch batch);

    /** As {@link #commit}; what becomes of the events can be followed by {@link dev.tocsin.ingest.journal.Appended#settling}, which is to be closed. */
    default CompletableFuture<Committed> commitFollowed(Batch batch) {
        return commit(batch);
    }

    /**
     * As {@link #commit}; a bug in it fails what is returned, so that the batch is counted and its memory comes back.
     */
    default CompletableFuture<Committed> committing(Batch batch) {
        return committing(batch, false);
    }

    /** As {@link #commit} or, if its events are followed, {@link #commitFollowed}; and a bug in it fails what is returned. */
    default CompletableFuture<Committed> committing(Batch batch, boolean isFollowed) {
        try {
            return isFollowed ? commitFollowed(batch) : commit(batch);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
