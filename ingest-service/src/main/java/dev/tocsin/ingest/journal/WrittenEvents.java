package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Events that stand in the journal.
 *
 * @param appendedAt milliseconds since the epoch
 * @param positions one per event
 */
@SuppressWarnings("ArrayRecordComponent")
record WrittenEvents(List<LogEvent> events, IdMaker maker, long appendedAt, long[] positions) implements Appended {
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
