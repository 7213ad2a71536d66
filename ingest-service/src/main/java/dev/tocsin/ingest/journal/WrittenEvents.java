package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that stand in the journal.
 *
 * @param appendedAt milliseconds since the epoch
 * @param positions one per event
 * @param settling null if nobody follows them
 */
@SuppressWarnings("ArrayRecordComponent")
record WrittenEvents(
        List<LogEvent> events,
        IdMaker maker,
        long appendedAt,
        long[] positions,
        @Nullable Settling settling) implements Appended {
    WrittenEvents(List<LogEvent> events, IdMaker maker, long appendedAt, long[] positions) {
        this(events, maker, appendedAt, positions, null);
    }

    WrittenEvents followedBy(Settlements settlements) {
        return new WrittenEvents(events, maker, appendedAt, positions, settlements.follow(positions));
    }

    @Override
    public List<EventId> ids() {
        List<EventId> ids = new ArrayList<>(events.size());
        for (int i = 0; i < positions.length; i++) {
            EventId given = events.get(i).clientId();
            ids.add(given == null ? maker.idAt(appendedAt, positions[i]) : given);
        }
        return ids;
    }
}
