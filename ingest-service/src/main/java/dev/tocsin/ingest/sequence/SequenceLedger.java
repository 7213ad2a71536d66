package dev.tocsin.ingest.sequence;

import dev.tocsin.ingest.account.StreamCounters;
import dev.tocsin.ingest.account.StreamNames;
import dev.tocsin.ingest.sequence.Numbered.Sender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what senders lost before it came to us, by gaps in the numbers that they give. Thread-safe.
 *
 * <p>Within a connection gaps are always seen. Between two connections they are seen of a sender that names its host and its
 * process, for nothing else tells that the second is not somebody else's: behind one address there may be many. What a sender
 * lost before its first number, and behind its last, nobody can see.
 */
public final class SequenceLedger {
    /** What is missing for longer will not come. */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private static final int MOST_SENDERS_OF_CONNECTION = 100;
    private static final int MOST_PROCESSES = 10_000;

    private final LongSupplier nanoTime;
    private final StreamCounters lost;

    /** Those that may come back, or are here by several connections; who was not here for longest goes first. */
    private final Map<Process, Visits> processes = new LinkedHashMap<>(16, 0.75f, true);

    private final Set<Connection> connections = new HashSet<>();

    private record Process(String peer, Sender sender) {}

    /** @param nanoTime as {@link System#nanoTime} */
    public SequenceLedger(MeterRegistry metrics, LongSupplier nanoTime) {
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
        processes.entrySet().removeIf(process -> {
            Visits visits = process.getValue();
            count(process.getKey().sender(), visits.settle(before));
            return visits.areOver(now);
        });
    }

    private void count(Sender sender, long events) {
        // There with 0 from the first number on, so that the first loss is an increase for whoever watches.
        lost.of(sender.stream()).increment(events);
    }

    private Visits visitsOf(Process process) {
        Visits visits = processes.computeIfAbsent(process, _ -> new Visits());
        if (processes.size() > MOST_PROCESSES) {
            processes.remove(processes.keySet().iterator().next());
        }
        return visits;
    }

    /** The way on which one or several senders come. */
    public final class Connection {
        private final String peer;
        private final Map<Sender, Track> tracks = new LinkedHashMap<>(16, 0.75f, true);

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
            if (numbered.isEmpty() && unreadable == 0) {
                return;
            }
            synchronized (SequenceLedger.this) {
                long now = nanoTime.getAsLong();
                for (Numbered one : numbered) {
                    count(one.sender(), trackOf(one, now).saw(one.number(), now));
                }
                if (unreadable > 0 && tracks.size() == 1) {
                    // Of several senders it cannot be said whose they were.
                    tracks.values().iterator().next().sawUnreadable(unreadable);
                }
            }
        }

        private Track trackOf(Numbered one, long now) {
            Track known = tracks.get(one.sender());
            if (known != null) {
                return known;
            }
            Track track = one.sender().isOneProcess()
                    ? visitsOf(new Process(peer, one.sender())).begin(one.number(), now)
                    : new Track(now);
            tracks.put(one.sender(), track);
            if (tracks.size() > MOST_SENDERS_OF_CONNECTION) {
                Map.Entry<Sender, Track> eldest = tracks.entrySet().iterator().next();
                tracks.remove(eldest.getKey());
                leave(eldest.getKey(), eldest.getValue(), now);
            }
            return track;
        }

        private void leave(Sender sender, Track track, long now) {
            if (sender.isOneProcess()) {
                visitsOf(new Process(peer, sender)).end(track, now);
            } else {
                // Nobody comes back to fill its holes.
                count(sender, track.settle(now + 1));
            }
        }

        /** It has ended, for whatever reason. */
        public void closed() {
            synchronized (SequenceLedger.this) {
                connections.remove(this);
                long now = nanoTime.getAsLong();
                tracks.forEach((sender, track) -> leave(sender, track, now));
                tracks.clear();
            }
        }
    }
}
