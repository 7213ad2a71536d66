package dev.tocsin.ingest.index;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Events of streams in trouble, held aside so that the other streams go on. While a stream is held, its new events come
 * here too; one bulk of it at a time is tried, in growing intervals, at once after one went well. Bounded in bytes over
 * all streams: when that is full, reading pauses. Thread-safe.
 */
public final class HeldStreams {
    private static final int TELL_BUSY_AFTER = 4;

    private final Map<String, Held> byStream = new HashMap<>();
    private final IndexSettings settings;
    private final Backoff backoff;
    private final InstantSource clock;
    private final TroubleLog troubles;
    private final HeldBytes bytes;

    HeldStreams(IndexSettings settings, HeldBytes bytes, Backoff backoff, InstantSource clock, TroubleLog troubles) {
        this.settings = settings;
        this.bytes = bytes;
        this.backoff = backoff;
        this.clock = clock;
        this.troubles = troubles;
    }

    /** Takes an event of a held stream; false if its stream is not held. */
    public synchronized boolean takesNew(Delivery delivery) {
        Held held = byStream.get(delivery.stream());
        if (held == null) {
            return false;
        }
        add(held, delivery);
        return true;
    }

    /** An event of a busy stream: that is told only when it goes on. */
    synchronized void holdBusy(Delivery delivery, String reason) {
        Held held = keep(delivery);
        if (held.failures >= TELL_BUSY_AFTER) {
            troubles.seen(delivery.stream(), reason);
        }
    }

    /** An event that its stream refused. */
    synchronized void hold(Delivery delivery, String reason) {
        keep(delivery);
        troubles.seen(delivery.stream(), reason);
    }

    private Held keep(Delivery delivery) {
        Held held = byStream.computeIfAbsent(delivery.stream(), _ -> new Held(clock.instant()));
        add(held, delivery);
        held.refused = true;
        if (!held.onTrial) {
            held.due = clock.instant().plus(backoff.after(Math.max(1, held.failures)));
        }
        return held;
    }

    private void add(Held held, Delivery delivery) {
        delivery.state(Delivery.State.HELD);
        held.waiting.addLast(delivery);
        bytes.add(delivery);
    }

    /** Whether no more should be read: as much is held as may be, here or among {@link Twins}. */
    public boolean isFull() {
        return bytes.isFull();
    }

    /** How many are held. */
    public synchronized int events() {
        return byStream.values().stream().mapToInt(held -> held.waiting.size()).sum();
    }

    synchronized int streams() {
        return byStream.size();
    }

    /** How long until a stream is due; empty if none waits. */
    public synchronized Optional<Duration> nextDue() {
        Instant now = clock.instant();
        return byStream.values().stream()
                .filter(held -> !held.onTrial)
                .map(held -> held.due.isAfter(now) ? Duration.between(now, held.due) : Duration.ZERO)
                .min(Duration::compareTo);
    }

    /** Events of one stream that is due, for one bulk; empty if none is. {@link #tried} has to follow. */
    public synchronized List<Delivery> takeDue() {
        Instant now = clock.instant();
        for (Held held : byStream.values()) {
            if (!held.onTrial && !held.due.isAfter(now)) {
                held.onTrial = true;
                held.refused = false;
                return takeBatch(held);
            }
        }
        return List.of();
    }

    private List<Delivery> takeBatch(Held held) {
        List<Delivery> batch = new ArrayList<>();
        long size = 0;
        while (!held.waiting.isEmpty() && batch.size() < settings.bulkEvents() && size < settings.bulkBytes()) {
            Delivery delivery = held.waiting.removeFirst();
            size += delivery.document().length;
            bytes.remove(delivery);
            delivery.state(Delivery.State.ON_ITS_WAY);
            batch.add(delivery);
        }
        return batch;
    }

    /**
     * A trial of a stream has ended.
     *
     * @param one of the events that were tried
     * @param anyTaken whether some of its events were settled
     */
    public synchronized void tried(Delivery one, boolean anyTaken) {
        String stream = one.stream();
        Held held = byStream.get(stream);
        if (held == null || !held.onTrial) {
            return;
        }
        held.onTrial = false;
        held.failures = anyTaken ? 0 : held.failures + 1;
        if (held.waiting.isEmpty()) {
            byStream.remove(stream);
            troubles.over(stream);
            return;
        }
        // What was refused again is not hurried by what was taken: that may be another reason.
        held.due = held.refused ? clock.instant().plus(backoff.after(Math.max(1, held.failures))) : clock.instant();
    }

    /** One stream's events, oldest trouble first. */
    private static final class Held {
        private final Deque<Delivery> waiting = new ArrayDeque<>();
        private Instant due;
        private boolean onTrial;
        private boolean refused;
        private int failures;

        private Held(Instant due) {
            this.due = due;
        }
    }
}
