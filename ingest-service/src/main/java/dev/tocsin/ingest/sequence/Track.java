package dev.tocsin.ingest.sequence;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of one sender, in the order of their coming. A number that was left out may still come, for threads of the
 * sender overtake each other; after a while it is lost. Not thread-safe.
 */
final class Track {
    /** More are not waited for: the oldest ones are lost at once. */
    private static final int MOST_HOLES = 1_000;

    /** The oldest first. */
    private final List<Hole> holes = new ArrayList<>();

    private long first;
    private long next;
    private long unreadable;

    /** Numbers that are missing, both included, and since when. */
    private record Hole(long first, long last, long since) {
        private boolean has(long number) {
            return number >= first && number <= last;
        }

        private long size() {
            return last - first + 1;
        }
    }

    /** What was before the first number is nobody's to know. */
    Track(long first) {
        this.first = first;
        this.next = first;
    }

    /** The number after the highest one. */
    long next() {
        return next;
    }

    /** Whether the number can be one of this sender: it goes on, or one that is missing. */
    boolean canBe(long number) {
        return number >= next || holes.stream().anyMatch(hole -> hole.has(number));
    }

    /**
     * A number came.
     *
     * @param now in nanoseconds, as all times here
     * @return how many are lost by it, because too much is missing
     */
    long saw(long number, long now) {
        if (number >= next) {
            add(next, number - 1, now);
            next = number + 1;
        } else if (number < first) {
            // The very first ones overtook each other.
            add(number + 1, first - 1, now);
            first = number;
        } else {
            fill(number);
        }
        return holes.size() > MOST_HOLES ? lose(holes.removeFirst()) : 0;
    }

    /** Records came whose numbers cannot be read: so many of those that are missing are here. */
    void sawUnreadable(int records) {
        unreadable += records;
    }

    private void add(long from, long to, long now) {
        if (from <= to) {
            holes.add(new Hole(from, to, now));
        }
    }

    /** Newest first, for what is overtaken is near. A number that is in no hole has come twice. */
    private void fill(long number) {
        for (int i = holes.size() - 1; i >= 0; i--) {
            Hole hole = holes.get(i);
            if (hole.has(number)) {
                holes.remove(i);
                if (number < hole.last) {
                    holes.add(i, new Hole(number + 1, hole.last, hole.since));
                }
                if (number > hole.first) {
                    holes.add(i, new Hole(hole.first, number - 1, hole.since));
                }
                return;
            }
        }
    }

    /** Returns how many are lost, because they are missing since before that time. */
    long settle(long before) {
        long lost = 0;
        while (!holes.isEmpty() && holes.getFirst().since - before < 0) {
            lost += lose(holes.removeFirst());
        }
        return lost;
    }

    private long lose(Hole hole) {
        long here = Math.min(hole.size(), unreadable);
        unreadable -= here;
        return hole.size() - here;
    }
}
