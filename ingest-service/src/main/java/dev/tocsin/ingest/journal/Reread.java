package dev.tocsin.ingest.journal;

import java.util.List;

/**
 * Events that were handed out before, once more.
 *
 * @param position everything asked for before it is among them, or is damaged; where it was begun if nothing could be read
 */
public record Reread(List<JournaledEvent> events, long position) {
    public Reread {
        events = List.copyOf(events);
    }
}
