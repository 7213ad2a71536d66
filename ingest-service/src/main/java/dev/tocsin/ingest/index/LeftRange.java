package dev.tocsin.ingest.index;

import dev.tocsin.ingest.journal.JournaledEvent;
import java.time.Instant;

/**
 * What was left behind of one stream: every event of it from one position of the journal to another. Nothing is known of
 * them but how many they are. Guarded by {@link HeldStreams}.
 */
final class LeftRange {
    private long from;
    private long to;
    private long events;
    private long turn;
    private Instant next = Instant.MIN;

    boolean isEmpty() {
        return events == 0;
    }

    long events() {
        return events;
    }

    /** When it was its turn, among all that were left behind. */
    long turn() {
        return turn;
    }

    boolean mayBeRead(Instant now) {
        return !isEmpty() && !now.isBefore(next);
    }

    /** One behind all others. */
    void add(JournaledEvent event) {
        if (isEmpty()) {
            from = event.position();
        }
        to = event.nextPosition();
        events++;
    }

    ToReadAgain first(String stream, int maxBytes, long newTurn) {
        turn = newTurn;
        return new ToReadAgain(stream, from, to, maxBytes);
    }

    /** Nothing can be read before this time. */
    void failed(Instant until) {
        next = until;
    }

    /**
     * Those before a position were found.
     *
     * @return how many are left behind and nowhere: 0, unless the journal was damaged meanwhile
     */
    long found(int count, long before) {
        events -= count;
        from = before;
        if (from < to) {
            return 0;
        }
        long missing = events;
        events = 0;
        return missing;
    }
}
