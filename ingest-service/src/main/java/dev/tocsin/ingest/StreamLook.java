package dev.tocsin.ingest;

import dev.tocsin.ingest.account.StreamNames;
import dev.tocsin.ingest.index.Outcome;
import dev.tocsin.ingest.receive.DoorTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What came and what was settled of each data stream, the latter before and after the former, so that what moves on meanwhile is
 * taken for nothing else.
 *
 * @param doors what they accepted and what rules took out
 * @param recovered written before the start and read since
 */
record StreamLook(
        Map<String, Map<Outcome, Long>> settledBefore,
        List<DoorTally> doors,
        Map<String, Long> recovered,
        Map<String, Map<Outcome, Long>> settledAfter) {
    static final StreamLook NONE = new StreamLook(Map.of(), List.of(), Map.of(), Map.of());

    /** Each stream that has anything. */
    List<Statement.StreamLine> lines() {
        List<Statement.StreamLine> lines = new ArrayList<>();
        for (String stream : names()) {
            lines.add(Statement.StreamLine.of(
                    stream,
                    accepted(stream),
                    doors.stream()
                            .mapToLong(door -> door.siftedByStream().getOrDefault(stream, 0L))
                            .sum(),
                    recovered.getOrDefault(stream, 0L),
                    settledBefore.getOrDefault(stream, Map.of())));
        }
        return lines;
    }

    /**
     * What cannot be so: in a quiet moment all that came is settled, under its own name.
     *
     * @param inFlight so many may be settled before their door has counted them
     * @param inJournal so many may have come and not be settled
     */
    List<Look.Finding> findings(long inFlight, long inJournal) {
        List<Look.Finding> findings = new ArrayList<>();
        if (doors.isEmpty() || names().contains(StreamNames.OTHERS)) {
            // A stream may have its own name on one side and none on the other.
            return findings;
        }
        for (String stream : names()) {
            long came = recovered.getOrDefault(stream, 0L)
                    + accepted(stream).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            Look.add(
                    findings,
                    sum(settledBefore, stream) - came - inFlight,
                    "events of stream " + stream + " were settled and never came");
            Look.add(
                    findings,
                    came - sum(settledAfter, stream) - inJournal,
                    "events of stream " + stream + " came, and are neither settled nor in the journal");
        }
        return findings;
    }

    private Map<String, Long> accepted(String stream) {
        Map<String, Long> accepted = new TreeMap<>();
        for (DoorTally door : doors) {
            Long count = door.acceptedByStream().get(stream);
            if (count != null) {
                accepted.put(door.door(), count);
            }
        }
        return accepted;
    }

    private TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>(recovered.keySet());
        names.addAll(settledBefore.keySet());
        names.addAll(settledAfter.keySet());
        for (DoorTally door : doors) {
            names.addAll(door.acceptedByStream().keySet());
            names.addAll(door.siftedByStream().keySet());
        }
        return names;
    }

    private static long sum(Map<String, Map<Outcome, Long>> settled, String stream) {
        return settled.getOrDefault(stream, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
