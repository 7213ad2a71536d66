package dev.tocsin.ingest.sequence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
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

    /** The track's connection has ended; its sender may be here by another one already. */
    void end(Track track, long now) {
        here.remove(track);
        long since = now - OVERLAP.toNanos();
        @Nullable
        Track successor = Stream.concat(here.stream(), gone.stream().map(Gone::track))
                .filter(other -> other.canFollow(track, since))
                .min(Comparator.comparingLong(Track::last))
                .orElse(null);
        if (successor != null) {
            successor.follow(track);
            return;
        }
        gone.add(new Gone(track, now));
        if (gone.size() > MOST) {
            gone.removeFirst();
        }
    }

    /** Returns how many are lost of those that have gone. */
    long settle(long before) {
        long lost = 0;
        for (Gone one : gone) {
            lost += one.track.settle(before);
        }
        return lost;
    }

    /** Whether nobody is here, nor may come back. */
    boolean areOver(long now) {
        for (Iterator<Gone> each = gone.iterator(); each.hasNext(); ) {
            if (now - each.next().since > AWAY.toNanos()) {
                each.remove();
            }
        }
        return here.isEmpty() && gone.isEmpty();
    }
}
