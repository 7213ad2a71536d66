package dev.tocsin.ingest.decode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers distinct names 0, 1, 2 … in the order of their first use; reused from event to event without garbage. A
 * hash table, because an event of a megabyte can hold a hundred thousand names. Not thread-safe.
 */
public final class NameIndex {
    private static final int USUAL_NAMES = 128;

    private @Nullable String[] names = new String[USUAL_NAMES];
    private int[] slotOf = new int[USUAL_NAMES];
    private int[] slots = new int[4 * USUAL_NAMES];
    private int size;

    /** The number of a name, a new one if it was not seen since {@link #clear()}. */
    public int numberOf(String name) {
        int mask = slots.length - 1;
        int hash = name.hashCode();
        int slot = (hash ^ (hash >>> 16)) & mask;
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            if (name.equals(names[number])) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        if (size == names.length) {
            grow();
            return numberOf(name);
        }
        names[size] = name;
        slotOf[size] = slot;
        slots[slot] = size + 1;
        return size++;
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
        } else {
            for (int i = 0; i < size; i++) {
                slots[slotOf[i]] = 0;
                names[i] = null;
            }
        }
        size = 0;
    }

    private void grow() {
        names = Arrays.copyOf(names, 2 * names.length);
        slotOf = new int[names.length];
        slots = new int[4 * names.length];
        int mask = slots.length - 1;
        for (int i = 0; i < size; i++) {
            int hash = name(i).hashCode();
            int slot = (hash ^ (hash >>> 16)) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = i + 1;
            slotOf[i] = slot;
        }
    }
}
