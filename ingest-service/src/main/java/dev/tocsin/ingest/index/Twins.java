package dev.tocsin.ingest.index;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events that came more than once: a client that gives ids may send again. While a copy is on its way, held or not, the
 * later ones wait here. On their way at a time both would be looked up and missing, and with a rollover between the two
 * creates both would be taken. When a copy is settled and its id is there, all that waited are released, for each will be
 * found; when it became a dead letter, the next one is. Who settled takes what is released; what still waits at the end
 * is in the journal.
 *
 * <p>Also tells which events may have been taken before, by this process or by an earlier one. Bounded by what is held
 * aside, with which it counts: copies cannot be left in the journal as events of held streams are, so when they fill it,
 * reading pauses. Thread-safe.
 */
public final class Twins {
    /** So long after the start a client may send again what an earlier process took: after that it has given up. */
    private static final Duration RETRIES_AFTER_START = Duration.ofMinutes(2);
    /** 8 MB for each of two generations: 0.8 to 1.6 million ids. */
    private static final int REMEMBERED = 1 << 20;

    private final Map<String, Copies> open = new HashMap<>();
    private final Deque<Delivery> released = new ArrayDeque<>();
    private final IndexSettings settings;
    private final HeldBytes heldBytes;
    private final SeenIds seen;
    private final long knownSince;
    private int waiting;
    private int taken;

    Twins(IndexSettings settings, HeldBytes heldBytes, InstantSource clock, long salt) {
        this.settings = settings;
        this.heldBytes = heldBytes;
        this.seen = new SeenIds(REMEMBERED, salt);
        this.knownSince = clock.instant().plus(RETRIES_AFTER_START).toEpochMilli();
    }

    /** Takes an event just read, or read again, that has to wait for a copy of it; false if it may go its way. */
    public boolean makesWait(Delivery delivery) {
        return delivery.event().clientGaveId() && hasOneOnItsWay(delivery);
    }

    private synchronized boolean hasOneOnItsWay(Delivery delivery) {
        String key = keyOf(delivery);
        if (seen.add(key) || delivery.event().appendedAt() < knownSince) {
            delivery.mayBeRetry();
        }
        Copies copies = open.get(key);
        if (copies == null) {
            open.put(key, new Copies());
            return false;
        }
        delivery.state(Delivery.State.HELD);
        heldBytes.add(delivery);
        waiting++;
        copies.wait(delivery);
        return true;
    }

    /** The event is in Elasticsearch or a durable dead letter. */
    void settled(Delivery delivery) {
        if (delivery.event().clientGaveId()) {
            release(delivery);
        }
    }

    private synchronized void release(Delivery delivery) {
        String key = keyOf(delivery);
        Copies copies = open.get(key);
        if (copies == null) {
            return;
        }
        copies.idIsThere |= delivery.idIsThere();
        copies.onTheirWay--;
        if (copies.onTheirWay == 0 && copies.waiting == null) {
            open.remove(key);
        } else if (copies.onTheirWay == 0) {
            copies.release(released);
        }
    }

    /** Some of those that need not wait any longer, for one bulk; empty if there are none. {@link #delivered} has to follow. */
    synchronized List<Delivery> takeReleased() {
        List<Delivery> batch = new ArrayList<>();
        long size = 0;
        while (!released.isEmpty()
                && batch.size() < settings.bulkEvents()
                && settings.fits(released.getFirst(), size)) {
            Delivery delivery = released.removeFirst();
            size += delivery.document().length;
            heldBytes.remove(delivery);
            waiting--;
            taken++;
            delivery.state(Delivery.State.ON_ITS_WAY);
            batch.add(delivery);
        }
        return batch;
    }

    /** So many of those that were taken are settled or held aside elsewhere. */
    synchronized void delivered(int copies) {
        taken -= copies;
    }

    public synchronized int waiting() {
        return waiting;
    }

    /** How many wait, or were taken and are on their way. */
    public synchronized int inHand() {
        return waiting + taken;
    }

    /** Neither a stream's name nor an id has a space. A text, for texts with one hash code do not slow a map down. */
    private static String keyOf(Delivery delivery) {
        return delivery.stream() + ' ' + delivery.id();
    }

    /** The copies of one event that are not settled. */
    private static final class Copies {
        private int onTheirWay = 1;
        private boolean idIsThere;
        private @Nullable Deque<Delivery> waiting;

        private void wait(Delivery delivery) {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            waiting.addLast(delivery);
        }

        private void release(Deque<Delivery> to) {
            while (waiting != null && (onTheirWay == 0 || idIsThere)) {
                to.addLast(waiting.removeFirst());
                onTheirWay++;
                if (waiting.isEmpty()) {
                    waiting = null;
                }
            }
        }
    }
}
