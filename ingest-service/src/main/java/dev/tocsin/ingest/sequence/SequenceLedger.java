package dev.tocsin.ingest.sequence;

import dev.tocsin.ingest.account.StreamCounters;
import dev.tocsin.ingest.account.StreamNames;
import dev.tocsin.ingest.sequence.Numbered.Sender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what senders lost before it came to us, by gaps in the numbers that they give. Thread-safe.
 *
 * <p>Within a connection gaps are always seen. Between two connections they are seen of a sender that names its host and its
 * process, for nothing else tells that the second is not somebody else's: behind one address there may be many. What a sender
 * lost before its first number, and behind its last, nobody can see.
 *
 * <p>Anybody can make up senders and leave out numbers, so what is remembered of all of them has a bound. Behind it those that have
 * most holes give up their lowest ones first, which counts them as lost; then who was here longest ago is forgotten.
 */
public final class SequenceLedger {
    /** What is missing for longer will not come. */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private static final int MOST_SENDERS_OF_CONNECTION = 100;
    private static final int MOST_PROCESSES = 10_000;

    /** With its place in a tree. */
    private static final int SPAN_BYTES = 96;

    /** A track, or the visits of a process, with its place in a map, but for the names. */
    private static final int AROUND_BYTES = 320;

    private static final Logger log = LoggerFactory.getLogger(SequenceLedger.class);

    private final long mostBytes;
    private final LongSupplier nanoTime;
    private final StreamCounters lost;

    /** Those that may come back, or are here by several connections; who was not here for longest goes first. */
    private final Map<Process, Visits> processes = new LinkedHashMap<>(16, 0.75f, true);

    private final Set<Connection> connections = new HashSet<>();

    /** Never less than it is: it is counted anew now and then. */
    private long heldBytes;

    private boolean told;

    private record Process(String peer, Sender sender) {}

    /**
     * @param mostBytes that it may take
     * @param nanoTime as {@link System#nanoTime}
     */
    public SequenceLedger(MeterRegistry metrics, long mostBytes, LongSupplier nanoTime) {
        this.mostBytes = mostBytes;
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
        heldBytes = bytes();
        told &= heldBytes > mostBytes / 2;
    }

    /** What it takes. */
    synchronized long bytes() {
        long bytes = 0;
        for (Connection connection : connections) {
            bytes += connection.bytes();
        }
        for (Map.Entry<Process, Visits> process : processes.entrySet()) {
            Visits visits = process.getValue();
            bytes += bytesOf(process.getKey().sender())
                    + (long) AROUND_BYTES * visits.tracksOfGone()
                    + SPAN_BYTES * visits.spansOfGone();
        }
        return bytes;
    }

    private static long bytesOf(Sender sender) {
        return AROUND_BYTES + 2L * (lengthOf(sender.host()) + lengthOf(sender.process()));
    }

    private static int lengthOf(@Nullable String name) {
        return name == null ? 0 : name.length();
    }

    /** To three quarters, so that it is not looked for at every number. */
    private void makeRoom() {
        heldBytes = bytes();
        long enough = mostBytes / 4 * 3;
        for (int spans = Track.MOST_SPANS / 2; heldBytes > enough && spans > 0; spans /= 2) {
            keepSpans(spans);
            heldBytes = bytes();
        }
        if (heldBytes > enough) {
            forgetProcesses(heldBytes - enough);
            heldBytes = bytes();
        }
        for (int senders = MOST_SENDERS_OF_CONNECTION / 2; heldBytes > enough && senders > 0; senders /= 2) {
            for (Connection connection : connections) {
                connection.keep(senders);
            }
            heldBytes = bytes();
        }
        tell();
    }

    private void keepSpans(int most) {
        for (Connection connection : connections) {
            connection.tracks.forEach((sender, track) -> count(sender, track.keep(most)));
        }
        processes.forEach((process, visits) -> count(process.sender(), visits.keep(most)));
    }

    private void forgetProcesses(long bytes) {
        long left = bytes;
        for (Iterator<Map.Entry<Process, Visits>> each = processes.entrySet().iterator();
                left > 0 && each.hasNext(); ) {
            Map.Entry<Process, Visits> eldest = each.next();
            Sender sender = eldest.getKey().sender();
            left -= (long) (AROUND_BYTES + SPAN_BYTES) * eldest.getValue().tracksOfGone();
            count(sender, eldest.getValue().forget());
            if (eldest.getValue().areEmpty()) {
                left -= bytesOf(sender);
                each.remove();
            }
        }
    }

    private void tell() {
        if (!told) {
            told = true;
            log.atWarn()
                    .addKeyValue("bytes", mostBytes)
                    .log(
                            "senders leave out so many numbers, or are so many, that what is missing counts as lost sooner");
        }
    }

    private void count(Sender sender, long events) {
        // There with 0 from the first number on, so that the first loss is an increase for whoever watches.
        lost.of(sender.stream()).increment(events);
    }

    private Visits visitsOf(Process process) {
        Visits visits = processes.computeIfAbsent(process, _ -> new Visits());
        if (processes.size() > MOST_PROCESSES) {
            Map.Entry<Process, Visits> eldest = processes.entrySet().iterator().next();
            count(eldest.getKey().sender(), eldest.getValue().forget());
            processes.remove(eldest.getKey());
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
                    Track track = trackOf(one, now);
                    int before = track.spans();
                    count(one.sender(), track.saw(one.number(), now));
                    heldBytes += (long) SPAN_BYTES * Math.max(0, track.spans() - before);
                    if (heldBytes > mostBytes) {
                        makeRoom();
                    }
                }
                if (unreadable > 0 && tracks.size() == 1) {
                    // Of several senders it cannot be said whose they were.
                    tracks.values().iterator().next().sawUnreadable(unreadable, now);
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
            // With the visits of its process, if they are new.
            heldBytes += 2 * bytesOf(one.sender());
            if (tracks.size() > MOST_SENDERS_OF_CONNECTION) {
                Map.Entry<Sender, Track> eldest = tracks.entrySet().iterator().next();
                tracks.remove(eldest.getKey());
                leave(eldest.getKey(), eldest.getValue(), now);
            }
            return track;
        }

        private long bytes() {
            long bytes = 0;
            for (Map.Entry<Sender, Track> track : tracks.entrySet()) {
                bytes += bytesOf(track.getKey())
                        + (long) SPAN_BYTES * track.getValue().spans();
            }
            return bytes;
        }

        /** Forgets who sent nothing for longest, but so many. */
        private void keep(int senders) {
            for (Iterator<Map.Entry<Sender, Track>> each = tracks.entrySet().iterator(); tracks.size() > senders; ) {
                Map.Entry<Sender, Track> eldest = each.next();
                Process process = new Process(peer, eldest.getKey());
                Visits visits = processes.get(process);
                if (visits != null) {
                    visits.forget(eldest.getValue());
                    if (visits.areEmpty()) {
                        processes.remove(process);
                    }
                }
                count(eldest.getKey(), eldest.getValue().keep(1));
                each.remove();
            }
        }

        private void leave(Sender sender, Track track, long now) {
            if (sender.isOneProcess()) {
                count(sender, visitsOf(new Process(peer, sender)).end(track, now));
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
