package dev.tocsin.ingest.receive;

import java.util.Map;

/**
 * What a door has received since it opened, and what became of it. At every moment {@code received = accepted +
 * malformed + dropped + sampledOut + pushedBack + shed + inFlight}, unless there is a bug.
 *
 * @param accepted durable in the journal
 * @param malformed could not be decoded
 * @param dropped taken out by a rule that drops
 * @param sampledOut taken out by a rule that keeps one of some
 * @param pushedBack refused in the answer: the client still has them
 * @param shed lost, because their protocol cannot say no
 * @param inFlight between the socket and the journal
 * @param overdue of these, received longer ago than anything may take
 * @param unaccounted ended without a fate, or with two: 0, unless there is a bug
 * @param acceptedByStream of the accepted ones
 * @param siftedByStream of those that a rule took out
 */
public record DoorTally(
        String door,
        long received,
        long accepted,
        long malformed,
        long dropped,
        long sampledOut,
        long pushedBack,
        long shed,
        long inFlight,
        long overdue,
        long unaccounted,
        Map<String, Long> acceptedByStream,
        Map<String, Long> siftedByStream) {
    public DoorTally {
        acceptedByStream = Map.copyOf(acceptedByStream);
        siftedByStream = Map.copyOf(siftedByStream);
    }
}
