package dev.tocsin.ingest.receive;

import java.util.concurrent.Semaphore;

/**
 * Long lines take many times their bytes while they are decoded, so only a few event loops may do that at a time; usual
 * lines need no turn. Thread-safe.
 */
final class LongLines {
    private static final int LEAST_THREADS = 2;

    private final int maxLineBytes;
    private final Semaphore turns;

    /** @param bytes of memory for all of them */
    LongLines(long bytes, int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
        long ofShortOnes = LEAST_THREADS * DecodingRoom.neededFor(FrameBuffer.USUAL_BYTES);
        this.turns = new Semaphore(
                (int) Math.clamp((bytes - ofShortOnes) / DecodingRoom.neededFor(maxLineBytes), 1, 1_000), true);
    }

    boolean areOf(int longestBytes) {
        return longestBytes == maxLineBytes;
    }

    /** Without less of it nothing can be decoded. */
    static long leastRoom(int maxLineBytes) {
        return DecodingRoom.neededFor(maxLineBytes) + LEAST_THREADS * DecodingRoom.neededFor(FrameBuffer.USUAL_BYTES);
    }

    /** As many as may decode usual lines at once. */
    static int threads(long bytes) {
        return (int) Math.clamp(
                Runtime.getRuntime().availableProcessors(),
                LEAST_THREADS,
                Math.max(LEAST_THREADS, bytes * 2 / 3 / DecodingRoom.neededFor(FrameBuffer.USUAL_BYTES)));
    }

    /** Waits for the time that others need to decode one line each: milliseconds. */
    void begin() {
        turns.acquireUninterruptibly();
    }

    void end() {
        turns.release();
    }
}
