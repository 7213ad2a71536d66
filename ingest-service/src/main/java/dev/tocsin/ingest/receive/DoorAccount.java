package dev.tocsin.ingest.receive;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the account of one door: what is received is open until it is told what became of it, once. Thread-safe.
 *
 * <p>What is in flight is counted by what is open, and not by what is missing, so that a record of which nobody says
 * what became of it is seen.
 */
final class DoorAccount {
    /** With settings that are not extreme the doors give up sooner, but for a disk that hangs. */
    private static final Duration MOST = Duration.ofMinutes(5);

    private final String door;
    private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
    private final Set<Open> open = new LinkedHashSet<>();
    private long received;
    private long inFlight;
    private long unaccounted;

    DoorAccount(String door) {
        this.door = door;
    }

    /** What can become of a record. */
    enum Fate {
        ACCEPTED,
        MALFORMED,
        DROPPED,
        SAMPLED_OUT,
        PUSHED_BACK,
        SHED
    }

    /** Records that were received together and of which nothing is known yet. */
    static final class Open {
        private final int records;
        private final long since;
        private boolean isOver;

        private Open(int records, long since) {
            this.records = records;
            this.since = since;
        }

        int records() {
            return records;
        }
    }

    /** @param now in nanoseconds, as all times here */
    synchronized Open received(int records, long now) {
        received += records;
        inFlight += records;
        Open fresh = new Open(records, now);
        open.add(fresh);
        return fresh;
    }

    /** Returns how many records have no fate by that; below zero, how many have one too many: 0, unless there is a bug. */
    synchronized long became(Open records, Map<Fate, Integer> what) {
        long told = 0;
        for (Map.Entry<Fate, Integer> fate : what.entrySet()) {
            told += fate.getValue();
            fates.merge(fate.getKey(), (long) fate.getValue(), Long::sum);
        }
        long expected = records.isOver ? 0 : records.records;
        inFlight -= expected;
        records.isOver = true;
        open.remove(records);
        unaccounted += Math.abs(expected - told);
        return expected - told;
    }

    synchronized long inFlight() {
        return inFlight;
    }

    synchronized DoorTally tally(Map<String, Long> acceptedByStream, Map<String, Long> siftedByStream, long now) {
        long overdue = open.stream()
                .takeWhile(one -> now - one.since > MOST.toNanos())
                .mapToLong(Open::records)
                .sum();
        return new DoorTally(
                door,
                received,
                of(Fate.ACCEPTED),
                of(Fate.MALFORMED),
                of(Fate.DROPPED),
                of(Fate.SAMPLED_OUT),
                of(Fate.PUSHED_BACK),
                of(Fate.SHED),
                inFlight,
                overdue,
                unaccounted,
                acceptedByStream,
                siftedByStream);
    }

    private long of(Fate fate) {
        @Nullable Long count = fates.get(fate);
        return count == null ? 0 : count;
    }
}
