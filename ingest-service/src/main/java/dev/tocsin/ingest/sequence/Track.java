package dev.tocsin.ingest.sequence;

import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of one sender that came. Threads of a sender overtake each other, and so do its connections, so what is missing
 * below the highest number may still come; after a while it is lost. Not thread-safe.
 */
final class Track {
    /** What is farther away is not of the same count. */
    private static final long FARTHEST = 10_000_000;

    /** More holes are not waited for: the lowest ones are lost at once. */
    static final int MOST_SPANS = 1_000;

    /** What came without a hole, by its first number. */
    private final TreeMap<Long, Span> spans = new TreeMap<>();

    private long began;
    private long cameLast;
    private long unreadable;
    private long unreadableSince;

    /**
     * Numbers that came.
     *
     * @param since when the hole below them was seen
     */
    private record Span(long last, long since) {}

    /** @param now in nanoseconds, as all times here */
    Track(long now) {
        this.began = now;
        this.cameLast = now;
    }

    /** The stretches without a hole between them, which is what it takes in memory. */
    int spans() {
        return spans.size();
    }

    /** The highest number. */
    long last() {
        return spans.lastEntry().getValue().last;
    }

    /**
     * A number came.
     *
     * @return how many are lost by it, because too much is missing
     */
    long saw(long number, long now) {
        if (!spans.isEmpty() && (number > last() + FARTHEST || number < spans.firstKey() - FARTHEST)) {
            spans.clear();
        }
        cameLast = now;
        add(number, number, now);
        return keep(MOST_SPANS);
    }

    /** Gives up the lowest holes but those between so many spans; returns how many are lost by it. */
    long keep(int most) {
        long lost = 0;
        while (spans.size() > most) {
            lost += loseLowest();
        }
        return lost;
    }

    /** Records came whose numbers cannot be read: so many of those that are missing are here. */
    void sawUnreadable(int records, long now) {
        unreadable += records;
        unreadableSince = now;
    }

    /** Whether the number can be one of this sender: it is behind its first one and has not come. */
    boolean canBe(long number) {
        Map.Entry<Long, Span> below = spans.floorEntry(number);
        return below != null && number > below.getValue().last && number <= last() + FARTHEST;
    }

    /** Whether the other can be the same sender on an older connection: nothing came by both, and this one began lately. */
    boolean canFollow(Track other, long since) {
        return began - since >= 0
                && other.spans.firstKey() < spans.firstKey()
                && other.last() + FARTHEST > spans.firstKey()
                && other.spans.entrySet().stream().noneMatch(span -> overlaps(span.getKey(), span.getValue().last));
    }

    private boolean overlaps(long first, long last) {
        Map.Entry<Long, Span> below = spans.floorEntry(last);
        return below != null && below.getValue().last >= first;
    }

    /** Takes what came by the other connection. */
    void follow(Track other) {
        other.spans.forEach((first, span) -> add(first, span.last, span.since));
        began = Math.min(began, other.began);
        cameLast = Math.max(cameLast, other.cameLast);
        unreadable += other.unreadable;
        unreadableSince = Math.max(unreadableSince, other.unreadableSince);
    }

    private void add(long first, long last, long now) {
        Map.Entry<Long, Span> below = spans.floorEntry(first);
        if (below != null && below.getValue().last >= last) {
            return; // came twice
        }
        Map.Entry<Long, Span> above = spans.higherEntry(first);
        long from = first;
        long to = last;
        // The hole that it is in is as old as before.
        long since = above == null ? now : above.getValue().since;
        if (above != null && above.getKey() == last + 1) {
            to = above.getValue().last;
            spans.remove(above.getKey());
        }
        if (below != null && below.getValue().last == first - 1) {
            from = below.getKey();
            since = below.getValue().since;
        }
        spans.put(from, new Span(to, since));
    }

    /** Returns how many are lost, because they are missing since before that time. */
    long settle(long before) {
        long lost = 0;
        while (spans.size() > 1 && spans.higherEntry(spans.firstKey()).getValue().since - before < 0) {
            lost += loseLowest();
        }
        // They had no numbers, if those that came behind them leave no hole. While none came, the hole is still to be
        // seen.
        if (spans.size() == 1 && unreadableSince - before < 0 && cameLast - unreadableSince > 0) {
            unreadable = 0;
        }
        return lost;
    }

    private long loseLowest() {
        Map.Entry<Long, Span> lowest = spans.pollFirstEntry();
        Map.Entry<Long, Span> next = spans.pollFirstEntry();
        spans.put(lowest.getKey(), new Span(next.getValue().last, lowest.getValue().since));
        long missing = next.getKey() - lowest.getValue().last - 1;
        long here = Math.min(missing, unreadable);
        unreadable -= here;
        return missing - here;
    }
}
