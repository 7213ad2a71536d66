package dev.tocsin.ingest.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for a byte of JSON among eight at once. */
public final class JsonBytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long BLANKS = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long LINE_FEEDS = ONES * '\n';

    private JsonBytes() {}

    /** Where the first line feed is; {@code to} if there is none. */
    public static int firstLineFeed(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long found = zeros(word(bytes, i) ^ LINE_FEEDS);
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < to && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    /** Where the first control character is; {@code to} if there is none. */
    public static int firstControl(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long found = controls(word(bytes, i));
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < to && !isControl(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Where the first is that cannot stand in a string: a quote, a backslash, a control character; {@code to} for none. */
    public static int firstSpecial(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long word = word(bytes, i);
            long found = controls(word) | zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < to && bytes[i] != '"' && bytes[i] != '\\' && !isControl(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Whether these bytes stand there. */
    public static boolean startsWith(byte[] bytes, int from, int to, byte[] expected) {
        int length = expected.length;
        if (to - from < length) {
            return false;
        }
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            if (word(bytes, from + i) != word(expected, i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (bytes[from + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** Eight bytes as a number. */
    public static long word(byte[] bytes, int from) {
        return (long) LONGS.get(bytes, from);
    }

    private static boolean isControl(byte b) {
        return b >= 0 && b < ' ';
    }

    // Of the next two the lowest bit that is set is right; those above it may come from a borrow.

    private static long zeros(long word) {
        return word - ONES & ~word & HIGH_BITS;
    }

    private static long controls(long word) {
        return word - BLANKS & ~word & HIGH_BITS;
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }
}
