package dev.tocsin.ingest.sequence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connections of what says to be one process: it comes by another one when the first is broken, which may be seen later,
 * and a new start has the same name if its number is used again. Not thread-safe.
 */
final class Visits {
    /** Who does not come back in this time may have gone on elsewhere. */
    private static final Duration AWAY = Duration.ofMinutes(2);

    /** So long before the end of a connection is seen its sender may have gone on by another one. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private static final int MOST = 16;

    private final List<Track> here = new ArrayList<>();
    private final List<Gone> gone = new ArrayList<>();

    private record Gone(Track track, long since) {}

    /** Of those that have gone the one that it can be and that came farthest; a new one if there is none. */
    Track begin(long number, long now) {
        @Nullable
        Gone best = gone.stream()
                .filter(one -> one.track.canBe(number))
                .max(Comparator.comparingLong(one -> one.track.last()))
                .orElse(null);
        if (best != null) {
            gone.remove(best);
        }
        Track track = best == null ? new Track(now) : best.track;
        here.add(track);
        if (here.size() > MOST) {
            here.removeFirst();
        }
        return track;
    }

    /**
     * The track's connection has ended; its sender may be here by another one already.
     *
     * @return how many are lost by it, because too many have gone
     */
    long end(Track track, long now) {
        here.remove(track);
        long since = now - OVERLAP.toNanos();
        @Nullable
        Track successor = Stream.concat(here.stream(), gone.stream().map(Gone::track))
                .filter(other -> other.canFollow(track, since))
                .min(Comparator.comparingLong(Track::last))
                .orElse(null);
        if (successor != null) {
            successor.follow(track);
            return 0;
        }
        gone.add(new Gone(track, now));
        return gone.size() > MOST ? gone.removeFirst().track.keep(1) : 0;
    }

    /** Returns how many are lost of those that have gone. */
    long settle(long before) {
        return ofGone(track -> track.settle(before));
    }

    /** Of those that have gone nothing is kept but so many spans each; returns how many are lost by it. */
    long keep(int spans) {
        return ofGone(track -> track.keep(spans));
    }

    private long ofGone(ToLongFunction<Track> action) {
        return gone.stream().map(Gone::track).mapToLong(action).sum();
    }

    /** Those that have gone will not be known again; returns how many are lost by it. */
    long forget() {
        long lost = keep(1);
        gone.clear();
        return lost;
    }

    /** A track of a connection is not followed any more. */
    void forget(Track track) {
        here.remove(track);
    }

    int tracksOfGone() {
        return gone.size();
    }

    long spansOfGone() {
        return ofGone(Track::spans);
    }

    boolean areEmpty() {
        return here.isEmpty() && gone.isEmpty();
    }

    /** Whether nobody is here, nor may come back. */
    boolean areOver(long now) {
        for (Iterator<Gone> each = gone.iterator(); each.hasNext(); ) {
            if (now - each.next().since > AWAY.toNanos()) {
                each.remove();
            }
        }
        return areEmpty();
    }
}
