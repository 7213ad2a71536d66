package dev.tocsin.ingest.decode;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers distinct names 0, 1, 2 … in the order of their first use; reused from event to event without garbage. A
 * hash table, because an event of a megabyte can hold a hundred thousand names. Not thread-safe.
 *
 * <p>An encoder's events have the same names in the same order. So those of the event before stay in their slots: while
 * the next one's are the same, nothing is looked up.
 */
public final class NameIndex {
    private static final int USUAL_NAMES = 128;

    /** More names for one place are no chance: whoever made them so is not to make each cost as much as all before it. */
    private static final int MOST_PROBES = 64;

    private static final int CROWDED = -1;
    private static final int NONE = -1;

    private @Nullable String[] names = new String[USUAL_NAMES];
    private int[] slotOf = new int[USUAL_NAMES];
    private int[] slots = new int[4 * USUAL_NAMES];
    /** Names without a slot; a map makes trees of those that have one hash. */
    private Map<String, Integer> crowded = new HashMap<>();

    /** How many have slots. From {@link #size} on they are of the event before. */
    private int placed;

    private int size;

    /** The number of a name, a new one if it was not seen since {@link #clear()}. */
    public int numberOf(String name) {
        if (size < placed && name.equals(names[size])) {
            return size++;
        }
        forgetFrom(size);
        int slot = slotFor(name);
        int number = slot == CROWDED ? crowded.getOrDefault(name, NONE) : slots[slot] - 1;
        if (number != NONE) {
            return number;
        }
        if (size == names.length) {
            grow();
            slot = slotFor(name);
        }
        names[size] = name;
        place(size, name, slot);
        placed++;
        return size++;
    }

    /** Where it is, or belongs if it is new. */
    private int slotFor(String name) {
        int mask = slots.length - 1;
        int hash = name.hashCode();
        int slot = (hash ^ (hash >>> 16)) & mask;
        for (int probe = 0; probe < MOST_PROBES; probe++) {
            int number = slots[slot] - 1;
            if (number == NONE || name.equals(names[number])) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return CROWDED;
    }

    private void place(int number, String name, int slot) {
        slotOf[number] = slot;
        if (slot == CROWDED) {
            crowded.put(name, number);
        } else {
            slots[slot] = number + 1;
        }
    }

    /** Whether it was seen since {@link #clear()}; not meant for many names. */
    boolean has(String name) {
        for (int i = 0; i < size; i++) {
            if (name.equals(names[i])) {
                return true;
            }
        }
        return false;
    }

    public String name(int number) {
        String name = number < size ? names[number] : null;
        if (name == null) {
            throw new IndexOutOfBoundsException(number);
        }
        return name;
    }

    public int size() {
        return size;
    }

    public void clear() {
        if (names.length > 16 * USUAL_NAMES) {
            // One huge event must not pin its memory for the life of the thread.
            names = new String[USUAL_NAMES];
            slotOf = new int[USUAL_NAMES];
            slots = new int[4 * USUAL_NAMES];
            placed = 0;
        } else if (placed > USUAL_NAMES || !crowded.isEmpty()) {
            forgetFrom(0);
        }
        forgetCrowded();
        size = 0;
    }

    /** From the last one back, as if they had never been there: those before them were placed without them. */
    private void forgetFrom(int first) {
        while (placed > first) {
            placed--;
            if (slotOf[placed] != CROWDED) {
                slots[slotOf[placed]] = 0;
            }
            names[placed] = null;
        }
    }

    private void grow() {
        names = Arrays.copyOf(names, 2 * names.length);
        slotOf = new int[names.length];
        slots = new int[4 * names.length];
        forgetCrowded();
        for (int i = 0; i < size; i++) {
            String name = name(i);
            place(i, name, slotFor(name));
        }
    }

    private void forgetCrowded() {
        if (!crowded.isEmpty()) {
            // Emptied it would keep its memory.
            crowded = new HashMap<>();
        }
    }
}
