package dev.tocsin.ingest;

import dev.tocsin.ingest.index.ProgressTally;
import dev.tocsin.ingest.journal.JournalTally;
import dev.tocsin.ingest.receive.DoorTally;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of all who count, taken one after the other, and what in them does not add up.
 *
 * @param doors none, if only what is behind the journal is looked at
 * @param before the journal, before the doors
 * @param after the journal, after the doors
 * @param inHand events that indexing works on or holds
 */
record Look(List<DoorTally> doors, JournalTally before, JournalTally after, ProgressTally progress, long inHand) {
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
        return findings;
    }

    private static void add(List<Finding> findings, long events, String what) {
        if (events > 0) {
            findings.add(new Finding(events, what));
        }
    }
}
