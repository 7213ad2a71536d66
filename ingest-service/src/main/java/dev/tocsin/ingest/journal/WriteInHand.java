package dev.tocsin.ingest.journal;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Since when the writer has been at what it has in hand. A disk that hangs refuses nothing, so only that tells of it. One
 * thread begins and ends, any may look.
 */
final class WriteInHand {
    /**
     * A group of 8 MB and its fsync. A disk that needs longer writes less than 2 MB a second, and clients of HTTP, which wait
     * for it, mostly give up after ten seconds or more: there is time to send them elsewhere. Pauses of a second or two are usual
     * on disks that others share.
     */
    private static final Duration USUAL = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private volatile @Nullable Long since;

    /** @param nanoTime as {@link System#nanoTime} */
    WriteInHand(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void begins() {
        since = nanoTime.getAsLong();
    }

    void ends() {
        since = null;
    }

    /** Zero while there is nothing in hand. */
    Duration age() {
        Long began = since;
        return began == null ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - began);
    }

    boolean hangs() {
        return age().compareTo(USUAL) >= 0;
    }
}
