package dev.tocsin.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;

/** Counts by door what becomes of records that could not be decoded. Thread-safe. */
final class LetterAccount {
    private final MeterRegistry metrics;
    private final Map<String, OfDoor> doors = new TreeMap<>();

    LetterAccount(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** There with 0 from now on. */
    synchronized void expect(String door) {
        of(door);
    }

    synchronized void leftOut(String door, int records) {
        of(door).leftOut.increment(records);
    }

    /** They are to be kept; what becomes of them is to be said. */
    synchronized void waiting(String door, int letters) {
        of(door).waiting += letters;
    }

    /** Of those that wait. */
    synchronized void kept(String door, int letters) {
        OfDoor counts = of(door);
        counts.waiting -= letters;
        counts.kept.increment(letters);
    }

    /** Of those that wait. */
    synchronized void lost(String door, int letters) {
        OfDoor counts = of(door);
        counts.waiting -= letters;
        counts.lost.increment(letters);
    }

    /** By door. */
    synchronized Map<String, LetterTally> tallies() {
        Map<String, LetterTally> tallies = new TreeMap<>();
        doors.forEach((door, counts) -> tallies.put(
                door,
                new LetterTally(
                        (long) counts.kept.count(),
                        (long) counts.leftOut.count(),
                        (long) counts.lost.count(),
                        counts.waiting)));
        return tallies;
    }

    private OfDoor of(String door) {
        return doors.computeIfAbsent(door, name -> new OfDoor(metrics, name));
    }

    private static final class OfDoor {
        private final Counter kept;
        private final Counter leftOut;
        private final Counter lost;
        private long waiting;

        private OfDoor(MeterRegistry metrics, String door) {
            this.kept = counter(metrics, door, "dead_letter");
            this.leftOut = counter(metrics, door, "left_out");
            this.lost = counter(metrics, door, "lost");
        }

        private static Counter counter(MeterRegistry metrics, String door, String fate) {
            return Counter.builder("tocsin.ingest.malformed.fates")
                    .description("What became of records that could not be decoded")
                    .tags("door", door, "fate", fate)
                    .register(metrics);
        }
    }
}
