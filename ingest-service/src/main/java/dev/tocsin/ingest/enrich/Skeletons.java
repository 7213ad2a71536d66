package dev.tocsin.ingest.enrich;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Skeletons of documents by the known fields that they have: an encoder's events come in a few combinations. Bounded: a
 * combination pushes another out, which is made again. Not thread-safe.
 */
final class Skeletons {
    private static final int SLOTS = 64;
    private static final int FIRST_OF_EVENT = firstOfEvent();

    private final @Nullable Whole[] slots = new Whole[SLOTS];

    /** @param present a bit for each field that has a value */
    Whole of(long[] present) {
        int slot = slotOf(present);
        Whole known = slots[slot];
        if (known != null && Arrays.equals(known.present, present)) {
            return known;
        }
        BitSet fields = BitSet.valueOf(present);
        Whole made = new Whole(
                present.clone(),
                new Skeleton(
                        fields.stream().filter(field -> field < FIRST_OF_EVENT).toArray(), "{"),
                new Skeleton(
                        fields.stream().filter(field -> field >= FIRST_OF_EVENT).toArray(), ","));
        slots[slot] = made;
        return made;
    }

    private static int slotOf(long[] present) {
        long hash = 0;
        for (long word : present) {
            hash = (hash ^ word) * 0x9E3779B97F4A7C15L;
        }
        return (int) (hash >>> 58);
    }

    private static int firstOfEvent() {
        int index = 0;
        while (!EcsFields.ALL.get(index).path().startsWith("event.")) {
            index++;
        }
        return index;
    }

    /**
     * Of a whole document; labels stand between the two.
     *
     * @param head opens the document's object
     * @param event with a leading comma
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody else has it
    record Whole(long[] present, Skeleton head, Skeleton event) {}
}
