package dev.tocsin.ingest;

import dev.tocsin.ingest.index.ProgressTally;
import dev.tocsin.ingest.journal.JournalTally;
import dev.tocsin.ingest.receive.DoorTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The numbers of all who count, taken one after the other, and what in them does not add up.
 *
 * @param doors none, if only what is behind the journal is looked at
 * @param before the journal, before the doors
 * @param after the journal, after the doors
 * @param inHand events that indexing works on or holds
 * @param letters by door, before the doors and after them
 */
record Look(
        List<DoorTally> doors,
        JournalTally before,
        JournalTally after,
        ProgressTally progress,
        long inHand,
        Letters letters,
        StreamLook streams) {
    /** By door. */
    record Letters(Map<String, LetterTally> before, Map<String, LetterTally> after) {
        static final Letters NONE = new Letters(Map.of(), Map.of());

        LetterTally before(DoorTally door) {
            return before.getOrDefault(door.door(), LetterTally.NONE);
        }

        LetterTally after(DoorTally door) {
            return after.getOrDefault(door.door(), LetterTally.NONE);
        }
    }

    /** So many events, and what is wrong with them. */
    record Finding(long events, String what) {
        @Override
        public String toString() {
            return events + " " + what;
        }
    }

    long residue() {
        return findings().stream().mapToLong(Finding::events).sum();
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        long accepted = 0;
        long inFlight = 0;
        for (DoorTally door : doors) {
            accepted += door.accepted();
            inFlight += door.inFlight();
            String records = "records of door " + door.door();
            add(findings, door.unaccounted(), records + " became nothing, or two things");
            add(findings, door.overdue(), records + " are on their way for over 5 minutes");
            String undecoded = records + " could not be decoded";
            add(
                    findings,
                    door.malformed() - letters.after(door).sum(),
                    undecoded + " and are neither dead letters nor counted");
            add(
                    findings,
                    letters.before(door).sum() - door.malformed() - door.inFlight(),
                    undecoded + " by the dead letters, and not by the door");
        }
        if (!doors.isEmpty()) {
            add(findings, accepted - after.appended(), "events were accepted by the doors and are not in the journal");
            add(
                    findings,
                    before.appended() - accepted - inFlight,
                    "events are in the journal and were accepted by no door");
        }
        add(findings, before.damaged(), "events of the journal could not be read: their parts of it are set aside");
        add(findings, before.read() - progress.read(), "events were read from the journal and went nowhere");
        add(findings, progress.twice(), "events became two things");
        add(findings, progress.open() - inHand, "events were read and nobody works on them");
        if (findings.isEmpty()) {
            // What is wrong with all of them is wrong with some stream, too, and is said already.
            long settled = progress.settled().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            findings.addAll(streams.findings(inFlight, after.recovered() + after.appended() - settled));
        }
        return findings;
    }

    static void add(List<Finding> findings, long events, String what) {
        if (events > 0) {
            findings.add(new Finding(events, what));
        }
    }
}
