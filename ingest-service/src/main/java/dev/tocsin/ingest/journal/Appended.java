package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.EventId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was made durable. Thread-safe. */
public interface Appended {
    /** Of no event at all. */
    Appended NOTHING = List::of;

    /** The {@code _id} of each event, in order: the client's, or the one that the journal made. Made when asked for. */
    List<EventId> ids();

    /** What becomes of them; null if that is not followed. Whoever asked for it closes it. */
    default @Nullable Settling settling() {
        return null;
    }
}
