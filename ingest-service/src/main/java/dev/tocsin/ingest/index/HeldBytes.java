package dev.tocsin.ingest.index;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of events are held aside, and who may hold more. Half of it is for held streams: what has no room there
 * stays in the journal. The other half is for what cannot be left there, for more is known of it than the journal says:
 * copies that wait, and events of bulks that hang. When these fill it, reading pauses. What comes back refused of bulks
 * that were on their way may come on top; only what is more than can have been on its way counts in the other half, too.
 * Thread-safe.
 */
final class HeldBytes {
    private final AtomicLong ofStreams = new AtomicLong();
    private final AtomicLong ofOthers = new AtomicLong();
    private final long share;
    private final long rest;
    private final long onTheWay;

    HeldBytes(IndexSettings settings) {
        this.share = settings.heldBytes() / 2;
        this.rest = settings.heldBytes() - share;
        this.onTheWay = (long) settings.bulkBytes() * settings.inFlight();
    }

    /** A copy, or an event of a bulk that hangs. */
    void add(Delivery delivery) {
        ofOthers.addAndGet(delivery.heldBytes());
    }

    void remove(Delivery delivery) {
        ofOthers.addAndGet(-delivery.heldBytes());
    }

    void addOfStream(Delivery delivery) {
        ofStreams.addAndGet(delivery.heldBytes());
    }

    void removeOfStream(Delivery delivery) {
        ofStreams.addAndGet(-delivery.heldBytes());
    }

    /**
     * How much more of a held stream may be held. What is read of it may have to wait as copies, so these have to be far
     * from stopping reading, too.
     *
     * @param own what is held of it
     * @param streams how many there are
     */
    long roomFor(long own, int streams) {
        long asStream = Math.max(share - ofStreams.get(), partOf(streams) - own);
        return Math.max(0, Math.min(asStream, rest / 2 - ofOthers.get()));
    }

    /** What each of so many held streams may have though others have taken all: so none waits for another. */
    long partOf(int streams) {
        return Math.max(1, share / 2 / streams);
    }

    /** Whether nothing more should be read. */
    boolean isFull() {
        long tooMuchOfStreams = Math.max(0, ofStreams.get() - share - onTheWay);
        return ofOthers.get() + tooMuchOfStreams >= rest;
    }

    long bytes() {
        return ofStreams.get() + ofOthers.get();
    }
}
