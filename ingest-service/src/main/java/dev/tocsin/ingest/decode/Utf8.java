package dev.tocsin.ingest.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Well-formed UTF-8 as in RFC 3629, table 3-7 of Unicode: no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Where the first malformed sequence starts, or -1. */
    public static int firstMalformed(byte[] bytes, int from, int to) {
        int i = from;
        while (i + 32 <= to
                && ((word(bytes, i) | word(bytes, i + 8) | word(bytes, i + 16) | word(bytes, i + 24)) & HIGH_BITS)
                        == 0) {
            i += 32;
        }
        while (i < to) {
            if (i + 8 <= to && (word(bytes, i) & HIGH_BITS) == 0) {
                i += 8;
                continue;
            }
            if (bytes[i] >= 0) {
                i++;
                continue;
            }
            int length = sequenceLength(bytes, i, to);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    private static long word(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** Whether the malformed sequence there is one of which only the end is missing. */
    static boolean isCut(byte[] bytes, int malformed, int to) {
        int first = bytes[malformed] & 0xff;
        int length = first >= 0xc2 && first <= 0xdf ? 2 : first <= 0xef ? 3 : first <= 0xf4 ? 4 : 0;
        boolean isCut = first >= 0xc2 && to - malformed < length;
        for (int i = malformed + 1; i < to && isCut; i++) {
            isCut = isContinuation(bytes[i] & 0xff);
        }
        return isCut;
    }

    /** How long the byte order mark at the beginning is: 3, or 0 if there is none. */
    static int byteOrderMark(byte[] bytes, int from, int to) {
        boolean marked = to - from >= 3
                && bytes[from] == (byte) 0xef
                && bytes[from + 1] == (byte) 0xbb
                && bytes[from + 2] == (byte) 0xbf;
        return marked ? 3 : 0;
    }

    private static int sequenceLength(byte[] bytes, int i, int to) {
        int first = bytes[i] & 0xff;
        int second = i + 1 < to ? bytes[i + 1] & 0xff : 0;
        if (first >= 0xc2 && first <= 0xdf) {
            return isContinuation(second) ? 2 : 0;
        }
        if (first >= 0xe0 && first <= 0xef) {
            int least = first == 0xe0 ? 0xa0 : 0x80;
            int most = first == 0xed ? 0x9f : 0xbf;
            return second >= least && second <= most && i + 2 < to && isContinuation(bytes[i + 2]) ? 3 : 0;
        }
        if (first >= 0xf0 && first <= 0xf4) {
            int least = first == 0xf0 ? 0x90 : 0x80;
            int most = first == 0xf4 ? 0x8f : 0xbf;
            return second >= least
                            && second <= most
                            && i + 3 < to
                            && isContinuation(bytes[i + 2])
                            && isContinuation(bytes[i + 3])
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean isContinuation(int b) {
        return (b & 0xc0) == 0x80;
    }
}
