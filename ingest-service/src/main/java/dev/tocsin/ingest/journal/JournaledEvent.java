package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.EventId;

/**
 * An event as the journal keeps it.
 *
 * @param position of the event; the next event's position is larger
 * @param nextPosition where the following event starts: what {@link JournalReader#checkpoint} takes
 * @param id the client's, or time, incarnation and position
 * @param clientGaveId a repeat of such an id may be the client's retry, so "already there" is an expected answer
 * @param maybeSent true if an earlier process may have sent it already: to be resolved before it is sent again
 * @param appendedAt when it was appended, in milliseconds since the epoch
 */
@SuppressWarnings("ArrayRecordComponent")
public record JournaledEvent(
        long position,
        long nextPosition,
        EventId id,
        boolean clientGaveId,
        boolean maybeSent,
        String dataStream,
        byte[] document,
        long appendedAt) {}
