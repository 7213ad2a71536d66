package dev.tocsin.ingest.index;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * What was read of held streams and left in the journal, because no more of it may be held, or so that others do not
 * wait for it. Once an event of a stream was left all after it are, until the last of these was read again: so
 * none passes one that is left. Guarded by {@link HeldStreams}.
 */
final class LeftBehind {
    private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(1);

    private final Map<String, HeldStream> held;
    private final HeldBytes bytes;
    private final IndexSettings settings;
    private long turns;

    LeftBehind(Map<String, HeldStream> held, HeldBytes bytes, IndexSettings settings) {
        this.held = held;
        this.bytes = bytes;
        this.settings = settings;
    }

    /** Takes an event just read of a held stream; false if there is room for it. */
    boolean takes(HeldStream stream, Delivery delivery) {
        if (stream.left.isEmpty() && roomFor(stream) > 0) {
            return false;
        }
        begin(stream, delivery);
        return true;
    }

    /** From this event on. */
    void begin(HeldStream stream, Delivery delivery) {
        stream.left.add(delivery.event());
    }

    private long roomFor(HeldStream stream) {
        return bytes.roomFor(stream.bytes, held.size());
    }

    /** What may be read again now, of the stream whose turn it is; empty if nothing may. */
    Optional<ToReadAgain> next(Instant now) {
        boolean mayFillABulk = mayFillABulk();
        return held.entrySet().stream()
                .filter(each -> each.getValue().left.mayBeRead(now))
                .filter(each -> roomToReadAgain(each.getValue(), mayFillABulk) > 0)
                .min(Comparator.comparing(each -> each.getValue().left.turn()))
                .map(each -> each.getValue()
                        .left
                        .first(each.getKey(), roomToReadAgain(each.getValue(), mayFillABulk), ++turns));
    }

    /** Whether more of the stream may be read again now, or is to wait until some of what is here is sent. */
    boolean hasRoomToReadAgain(HeldStream stream) {
        return roomToReadAgain(stream, mayFillABulk()) > 0;
    }

    /**
     * Whether a stream that only catches up may, though others have taken the room: it is not to wait for what is refused
     * or hangs. One at a time, so that all of them together have one bulk and a half more: as new events, of which a bulk
     * is filled.
     */
    private boolean mayFillABulk() {
        long ofAll = held.values().stream()
                .filter(HeldStream::isCatchingUp)
                .mapToLong(stream -> stream.bytes)
                .sum();
        return ofAll < IndexSettings.LARGE * settings.bulkBytes();
    }

    private int roomToReadAgain(HeldStream stream, boolean mayFillABulk) {
        long ofBulk = settings.bulkBytes() - stream.bytes;
        if (mayFillABulk && stream.isCatchingUp()) {
            return (int) ofBulk;
        }
        // Of one that has nothing here, nothing that waits can be in its own way.
        long least = stream.isIdle() ? bytes.partOf(held.size()) : 0;
        return (int) Math.min(ofBulk, Math.max(least, roomFor(stream)));
    }

    /** It cannot be read just now. */
    void notRead(ToReadAgain asked, Instant now) {
        HeldStream stream = held.get(asked.stream());
        if (stream != null) {
            stream.left.failed(now.plus(READ_AGAIN_AFTER));
        }
    }

    /** @return how many were left behind and are nowhere */
    long wasRead(ToReadAgain asked, int found, long position) {
        HeldStream stream = held.get(asked.stream());
        return stream == null ? 0 : stream.left.found(found, position);
    }

    long events() {
        return held.values().stream().mapToLong(stream -> stream.left.events()).sum();
    }
}
