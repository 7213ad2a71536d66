package dev.tocsin.ingest;

import dev.tocsin.ingest.index.Outcome;
import dev.tocsin.ingest.journal.JournalTally;
import dev.tocsin.ingest.receive.DoorTally;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The account of all events, as {@code GET /v1/conservation} shows it; all numbers are events since the start.
 *
 * @param residue not accounted for; 0 unless something is wrong
 * @param findings what is wrong, in words
 * @param streams the first thousand, the rest as one; with the rest they are shown only, not checked
 */
record Statement(
        Instant since,
        Instant at,
        long residue,
        List<String> findings,
        List<DoorLine> doors,
        JournalLine journal,
        Map<String, Long> settled,
        List<StreamLine> streams) {

    /**
     * One door: received is the sum of accepted, malformed, dropped, sampledOut, pushedBack, shed and inFlight; overdue is a part of
     * inFlight.
     *
     * @param malformed the sum of deadLetters, leftOut, lettersLost and lettersWaiting
     * @param leftOut counted only, because their client sent too many
     * @param lettersLost could not be kept as dead letters
     * @param lettersWaiting for a disk that refuses
     */
    record DoorLine(
            String door,
            long received,
            long accepted,
            long malformed,
            long deadLetters,
            long leftOut,
            long lettersLost,
            long lettersWaiting,
            long dropped,
            long sampledOut,
            long pushedBack,
            long shed,
            long inFlight,
            long overdue,
            long unaccounted) {}

    /**
     * The journal.
     *
     * @param recovered were there at the start and not done with
     * @param appended since the start
     * @param damaged could not be read
     * @param waiting to be read
     * @param onTheirWay read and not settled
     */
    record JournalLine(long recovered, long appended, long damaged, long waiting, long onTheirWay) {}

    /**
     * One data stream.
     *
     * @param accepted by door
     * @param siftedOut taken out by a rule, by all doors
     * @param recovered written before the start and read since
     * @param settled by outcome
     * @param inJournal accepted and recovered, and not settled; below 0 while some are settled that their door has not counted yet
     */
    record StreamLine(
            String stream,
            Map<String, Long> accepted,
            long siftedOut,
            long recovered,
            Map<String, Long> settled,
            long inJournal) {
        static StreamLine of(
                String stream, Map<String, Long> accepted, long siftedOut, long recovered, Map<Outcome, Long> settled) {
            long came = recovered
                    + accepted.values().stream().mapToLong(Long::longValue).sum();
            long done = settled.values().stream().mapToLong(Long::longValue).sum();
            return new StreamLine(stream, accepted, siftedOut, recovered, words(settled), came - done);
        }
    }

    static Statement of(Instant since, Instant at, Look look) {
        JournalTally journal = look.after();
        return new Statement(
                since,
                at,
                look.residue(),
                look.findings().stream().map(Look.Finding::toString).toList(),
                look.doors().stream()
                        .map(door -> line(door, look.letters().after(door)))
                        .toList(),
                new JournalLine(
                        journal.recovered(),
                        journal.appended(),
                        journal.damaged(),
                        journal.waiting(),
                        look.progress().open()),
                words(look.progress().settled()),
                look.streams().lines());
    }

    private static DoorLine line(DoorTally door, LetterTally letters) {
        return new DoorLine(
                door.door(),
                door.received(),
                door.accepted(),
                door.malformed(),
                letters.kept(),
                letters.leftOut(),
                letters.lost(),
                letters.waiting(),
                door.dropped(),
                door.sampledOut(),
                door.pushedBack(),
                door.shed(),
                door.inFlight(),
                door.overdue(),
                door.unaccounted());
    }

    private static Map<String, Long> words(Map<Outcome, Long> settled) {
        Map<String, Long> words = new TreeMap<>();
        settled.forEach((outcome, count) -> words.put(outcome.word(), count));
        return words;
    }
}
