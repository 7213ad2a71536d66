package dev.tocsin.ingest.decode;

import dev.tocsin.ingest.event.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Field names by their bytes, so that one that comes with each event is made once. Bounded: names of a sender that makes
 * them up push others out, which are made again. Not thread-safe.
 */
final class NameCache {
    private static final int SLOTS = 2_048;
    private static final int MOST_PROBES = 8;
    private static final int LONGEST = 128;

    private final byte[] @Nullable [] keys = new byte[SLOTS][];
    private final @Nullable String[] names = new String[SLOTS];

    /** The name that {@link FieldName#cut} makes of the bytes, which are well-formed UTF-8. */
    String of(byte[] bytes, int from, int to) {
        int home = hash(bytes, from, to) & SLOTS - 1;
        int slot = home;
        for (int probe = 0; probe < MOST_PROBES; probe++) {
            byte[] key = keys[slot];
            String name = names[slot];
            if (key == null || name == null) {
                return added(slot, bytes, from, to);
            }
            if (Arrays.equals(key, 0, key.length, bytes, from, to)) {
                return name;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return added(home, bytes, from, to);
    }

    private String added(int slot, byte[] bytes, int from, int to) {
        String name = made(bytes, from, to);
        if (to - from <= LONGEST) {
            keys[slot] = Arrays.copyOfRange(bytes, from, to);
            names[slot] = name;
        }
        return name;
    }

    private static String made(byte[] bytes, int from, int to) {
        return FieldName.cut(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    private static int hash(byte[] bytes, int from, int to) {
        int length = to - from;
        long hash = length;
        if (length >= Long.BYTES) {
            hash += JsonBytes.word(bytes, from) * 0x9E3779B97F4A7C15L;
            hash = (hash ^ hash >>> 29) + JsonBytes.word(bytes, to - Long.BYTES);
        } else {
            for (int i = from; i < to; i++) {
                hash = hash << 8 | bytes[i] & 0xff;
            }
        }
        hash *= 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 40);
    }
}
