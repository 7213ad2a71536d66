package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.LogEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is acknowledged is in here first, on disk. Many threads append, one reader follows. */
public interface Journal extends AutoCloseable {
    /** The longest document that is taken: what is left of a record beside the longest id and data stream. */
    int MAX_DOCUMENT_BYTES = RecordFormat.MAX_PAYLOAD_BYTES - 16 * 1024;

    /**
     * Appends the events in order. The future completes after the fsync that covers all of them. It fails with {@link
     * JournalFull} (nothing was written, try later) or {@link JournalUnavailable} (the disk failed; the events may or
     * may not survive, so they are not acknowledged). Never blocks for the disk: what does not fit into the bounded write
     * queue fails with {@link JournalFull}.
     */
    CompletableFuture<Appended> append(List<LogEvent> events);

    /**
     * As {@link #append}; what becomes of the events can be followed by {@link Appended#settling}, which is to be closed. A
     * journal of which nothing is indexed has none.
     */
    default CompletableFuture<Appended> appendFollowed(List<LogEvent> events) {
        return append(events);
    }

    /** Where is to be said what became of the events that were read. */
    default Settlements settlements() {
        return new Settlements();
    }

    /** The one reader; it starts at the checkpoint. */
    JournalReader reader();

    /** Bytes kept and bytes allowed, for admission, metrics and readiness. */
    JournalRoom room();

    /** What came and what was handed out, for the account of all events. */
    JournalTally tally();

    /** Ends after what was appended is on disk. */
    @Override
    void close();
}
