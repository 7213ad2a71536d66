package dev.tocsin.ingest.decode.otlp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the fields of a protobuf message. Not thread-safe. */
public final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public WireWriter number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    public WireWriter text(int field, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return bytes(field, bytes, 0, bytes.length);
    }

    public WireWriter message(int field, WireWriter message) {
        byte[] bytes = message.toBytes();
        return bytes(field, bytes, 0, bytes.length);
    }

    WireWriter bytes(int field, byte[] bytes, int from, int length) {
        varint((long) field << 3 | 2);
        varint(length);
        out.write(bytes, from, length);
        return this;
    }

    void raw(byte[] bytes) {
        out.writeBytes(bytes);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }
}
