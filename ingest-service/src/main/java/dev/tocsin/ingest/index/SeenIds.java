package dev.tocsin.ingest.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers recent ids by fingerprints of 64 bits: at least the last {@code slots * 3 / 4} different ones, at most twice
 * as many, in two generations of which the older is forgotten at once. Two ids with one fingerprint make one of them look
 * seen, never unseen. Takes no memory before the first id. Not thread-safe.
 */
final class SeenIds {
    private static final long NONE = 0;

    private final int slots;
    private final long salt;
    private long @Nullable [] younger;
    private long @Nullable [] older;
    private int inYounger;

    /**
     * @param slots of a generation, 8 bytes each; a power of two
     * @param salt so that nobody outside can choose ids that crowd together
     */
    SeenIds(int slots, long salt) {
        if (Integer.bitCount(slots) != 1 || slots < 2) {
            throw new IllegalArgumentException("slots have to be a power of two");
        }
        this.slots = slots;
        this.salt = salt;
    }

    /** Remembers the id; returns whether it was seen before. */
    boolean add(String id) {
        long print = fingerprint(id);
        if (younger == null) {
            younger = new long[slots];
        }
        int slot = slotOf(younger, print);
        if (younger[slot] == print) {
            return true;
        }
        boolean wasSeen = older != null && older[slotOf(older, print)] == print;
        if (inYounger >= slots / 4 * 3) {
            long[] emptied = older == null ? new long[slots] : older;
            Arrays.fill(emptied, NONE);
            older = younger;
            younger = emptied;
            inYounger = 0;
            slot = slotOf(younger, print);
        }
        younger[slot] = print;
        inYounger++;
        return wasSeen;
    }

    /** Where the fingerprint is, or the free slot where it would be: there is always a free one. */
    private static int slotOf(long[] prints, long print) {
        int slot = (int) print & (prints.length - 1);
        while (prints[slot] != NONE && prints[slot] != print) {
            slot = (slot + 1) & (prints.length - 1);
        }
        return slot;
    }

    private long fingerprint(String id) {
        long print = salt;
        for (int i = 0; i < id.length(); i++) {
            print = (print ^ id.charAt(i)) * 0x9E3779B97F4A7C15L;
            print ^= print >>> 32;
        }
        print = (print ^ (print >>> 29)) * 0xBF58476D1CE4E5B9L;
        print ^= print >>> 32;
        return print == NONE ? 1 : print;
    }
}
