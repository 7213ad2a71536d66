package dev.tocsin.ingest.decode.otlp;

import dev.tocsin.ingest.decode.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks the fields of a protobuf message in its bytes: {@code while (in.next()) switch (in.field())}, and each field is read
 * or skipped. Nested messages are entered and left. Throws {@link Broken}; never looks outside of what it was given, and
 * keeps nothing. Not thread-safe.
 */
final class WireReader {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final String HINT = "send it as the protobuf encoding has it";

    private final byte[] bytes;
    private final int start;
    private int at;
    private int end;
    private int field;
    private int type;

    WireReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.start = from;
        this.at = from;
        this.end = to;
    }

    /** Whether there is one more field in this message. */
    boolean next() {
        if (at == end) {
            return false;
        }
        long tag = readVarint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        if (tag >>> 32 != 0 || field == 0) {
            throw broken("there is no field of that number");
        }
        return true;
    }

    int field() {
        return field;
    }

    long varint() {
        expect(VARINT);
        return readVarint();
    }

    long fixed64() {
        expect(FIXED64);
        at = endOf(Long.BYTES);
        return (long) LONGS.get(bytes, at - Long.BYTES);
    }

    int fixed32() {
        expect(FIXED32);
        at = endOf(Integer.BYTES);
        return (int) INTS.get(bytes, at - Integer.BYTES);
    }

    String text() {
        int to = contentEnd();
        int malformed = Utf8.firstMalformed(bytes, at, to);
        if (malformed >= 0) {
            throw new Broken("text that is not UTF-8", malformed - start, "send what is not text as bytes_value");
        }
        String text = new String(bytes, at, to - at, StandardCharsets.UTF_8);
        at = to;
        return text;
    }

    byte[] content() {
        int to = contentEnd();
        byte[] content = Arrays.copyOfRange(bytes, at, to);
        at = to;
        return content;
    }

    /** Into the nested message; returns what {@link #leave} wants. */
    int enter() {
        int outer = end;
        end = contentEnd();
        return outer;
    }

    /** Behind the nested message, whether it was read to its end or not. */
    void leave(int outer) {
        at = end;
        end = outer;
    }

    /** The place of the next byte: behind {@link #enter()} where the message begins. */
    int at() {
        return at;
    }

    /** To a place of this message. */
    void back(int place) {
        at = place;
    }

    /** Where the message that was entered ends. */
    int end() {
        return end;
    }

    void skip() {
        switch (type) {
            case VARINT -> readVarint();
            case FIXED64 -> at = endOf(Long.BYTES);
            case LENGTH -> at = contentEnd();
            case FIXED32 -> at = endOf(Integer.BYTES);
            default -> throw broken("a field of type " + type);
        }
    }

    private void expect(int expected) {
        if (type != expected) {
            throw broken("field " + field + " is of another type");
        }
    }

    private int contentEnd() {
        expect(LENGTH);
        long length = readVarint();
        if (length < 0 || length > end - at) {
            throw broken("a length that runs past the end");
        }
        return at + (int) length;
    }

    private int endOf(int length) {
        if (length > end - at) {
            throw broken("ends in the middle");
        }
        return at + length;
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw broken("ends in the middle");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw broken("a number of more than 64 bits");
    }

    private Broken broken(String reason) {
        return new Broken("broken protobuf: " + reason, at - start, HINT);
    }
}
