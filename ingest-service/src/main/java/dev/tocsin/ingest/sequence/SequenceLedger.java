package dev.tocsin.ingest.sequence;

import dev.tocsin.ingest.account.StreamCounters;
import dev.tocsin.ingest.account.StreamNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what senders lost before it came to us, by gaps in the numbers that they give. Thread-safe.
 *
 * <p>A connection is one sender's for each {@link Numbered.Sender}; when it ends, the sender may go on by another one from the
 * same address, and what is missing between the two was lost with the first. A number that was there is another process's: a
 * new start begins at 1. What a sender lost before its first number, and behind its last, nobody can see.
 */
public final class SequenceLedger {
    /** What is missing for longer will not come. */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    /** Who does not come back in this time may have gone on elsewhere. */
    private static final Duration AWAY = Duration.ofMinutes(2);

    private static final int MOST_AWAY = 10_000;

    private final LongSupplier nanoTime;
    private final StreamCounters lost;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final List<Away> away = new ArrayList<>();

    private record Away(String peer, Numbered.Sender sender, Track track, long since) {}

    public SequenceLedger(MeterRegistry metrics) {
        this(metrics, System::nanoTime);
    }

    SequenceLedger(MeterRegistry metrics, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lost = new StreamCounters(
                new StreamNames(),
                stream -> Counter.builder("tocsin.client.lost.events")
                        .description("Events that their senders numbered and that never came")
                        .tag("stream", stream)
                        .register(metrics));
    }

    /** @param peer address of the sender; null if unknown */
    public synchronized Connection opened(@Nullable String peer) {
        Connection connection = new Connection(String.valueOf(peer));
        connections.add(connection);
        return connection;
    }

    /** Counts what is missing for long enough; to be called now and then. */
    public synchronized void settle() {
        long now = nanoTime.getAsLong();
        long before = now - SETTLED.toNanos();
        for (Connection connection : connections) {
            connection.tracks.forEach((sender, track) -> count(sender, track.settle(before)));
        }
        for (Iterator<Away> oldest = away.iterator(); oldest.hasNext(); ) {
            Away one = oldest.next();
            count(one.sender, one.track.settle(before));
            if (now - one.since > AWAY.toNanos()) {
                oldest.remove();
            }
        }
    }

    private void count(Numbered.Sender sender, long events) {
        // There with 0 from the first number on, so that the first loss is an increase for whoever watches.
        lost.of(sender.stream()).increment(events);
    }

    /** The way on which one or several senders come. */
    public final class Connection {
        private final String peer;
        private final Map<Numbered.Sender, Track> tracks = new HashMap<>();

        private Connection(String peer) {
            this.peer = peer;
        }

        /**
         * What one read brought.
         *
         * @param numbered in the order of their coming
         * @param unreadable records without a number because they are broken
         */
        public void saw(List<Numbered> numbered, int unreadable) {
            if (numbered.isEmpty() && (unreadable == 0 || tracks.isEmpty())) {
                return;
            }
            synchronized (SequenceLedger.this) {
                long now = nanoTime.getAsLong();
                for (Numbered one : numbered) {
                    Track track = tracks.computeIfAbsent(one.sender(), sender -> trackFor(peer, sender, one.number()));
                    count(one.sender(), track.saw(one.number(), now));
                }
                if (unreadable > 0 && tracks.size() == 1) {
                    // Of several senders it cannot be said whose they were.
                    tracks.values().iterator().next().sawUnreadable(unreadable);
                }
            }
        }

        /** It has ended, for whatever reason. */
        public void closed() {
            synchronized (SequenceLedger.this) {
                connections.remove(this);
                long now = nanoTime.getAsLong();
                tracks.forEach((sender, track) -> away.add(new Away(peer, sender, track, now)));
                while (away.size() > MOST_AWAY) {
                    away.removeFirst();
                }
                tracks.clear();
            }
        }
    }

    /** Of those that are away the one that it can be and that came farthest; a new one if there is none. */
    private Track trackFor(String peer, Numbered.Sender sender, long number) {
        Away best = null;
        for (Away one : away) {
            boolean canBe = one.peer.equals(peer) && one.sender.equals(sender) && one.track.canBe(number);
            if (canBe && (best == null || one.track.next() > best.track.next())) {
                best = one;
            }
        }
        if (best == null) {
            return new Track(number);
        }
        away.remove(best);
        return best.track;
    }
}
