package dev.tocsin.ingest.enrich;

import java.util.Arrays;

/** Writes JSON in UTF-8 into a buffer that is reused. Lone surrogates become U+FFFD. Not thread-safe. */
final class DocumentWriter {
    private static final int USUAL_BYTES = 4_096;
    private static final int LARGEST_KEPT = 256 * 1_024;
    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private byte[] buffer = new byte[USUAL_BYTES];
    private int length;

    void ascii(char c) {
        room(1);
        buffer[length++] = (byte) c;
    }

    void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    void raw(byte[] bytes, int from, int to) {
        room(to - from);
        System.arraycopy(bytes, from, buffer, length, to - from);
        length += to - from;
    }

    /** Writes a JSON string of UTF-8 in which nothing needs an escape. */
    void quoted(byte[] bytes, int from, int to) {
        int size = to - from;
        room(size + 2);
        buffer[length] = '"';
        System.arraycopy(bytes, from, buffer, length + 1, size);
        buffer[length + 1 + size] = '"';
        length += size + 2;
    }

    /** Writes digits, {@code true}: what needs no escape. */
    @SuppressWarnings("deprecation") // the one fast way to copy Latin-1 text into a byte[]
    void ascii(String text) {
        room(text.length());
        text.getBytes(0, text.length(), buffer, length);
        length += text.length();
    }

    /** Writes a JSON string with its quotes. */
    void string(String text) {
        // A char is at most 6 bytes, a control character as an escape; a long text is measured, for it is not six
        // times.
        room(2 + (text.length() <= USUAL_BYTES ? 6 * text.length() : bytesOf(text)));
        byte[] out = buffer;
        int at = length;
        out[at++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                if (c >= ' ' && c != '"' && c != '\\') {
                    out[at++] = (byte) c;
                } else {
                    at = escaped(out, at, c);
                }
            } else if (c < 0x800) {
                out[at++] = (byte) (0xc0 | c >> 6);
                out[at++] = (byte) (0x80 | c & 0x3f);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                out[at++] = (byte) (0xf0 | point >> 18);
                out[at++] = (byte) (0x80 | point >> 12 & 0x3f);
                out[at++] = (byte) (0x80 | point >> 6 & 0x3f);
                out[at++] = (byte) (0x80 | point & 0x3f);
            } else {
                char whole = Character.isSurrogate(c) ? '\ufffd' : c;
                out[at++] = (byte) (0xe0 | whole >> 12);
                out[at++] = (byte) (0x80 | whole >> 6 & 0x3f);
                out[at++] = (byte) (0x80 | whole & 0x3f);
            }
        }
        out[at++] = '"';
        length = at;
    }

    /** What the text takes at most: exact but for surrogates. */
    private static int bytesOf(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 ? 2 : 3;
            } else if (c >= ' ') {
                bytes += c == '"' || c == '\\' ? 2 : 1;
            } else {
                bytes += 6;
            }
        }
        return Math.toIntExact(bytes);
    }

    private static int escaped(byte[] out, int from, char c) {
        int at = from;
        out[at++] = '\\';
        switch (c) {
            case '"', '\\' -> out[at++] = (byte) c;
            case '\n' -> out[at++] = 'n';
            case '\r' -> out[at++] = 'r';
            case '\t' -> out[at++] = 't';
            default -> {
                out[at++] = 'u';
                out[at++] = '0';
                out[at++] = '0';
                out[at++] = HEX[c >> 4];
                out[at++] = HEX[c & 0xf];
            }
        }
        return at;
    }

    /** What was written, as an array of its own; the writer is empty again. */
    byte[] take() {
        byte[] document = Arrays.copyOf(buffer, length);
        length = 0;
        if (buffer.length > LARGEST_KEPT) {
            buffer = new byte[USUAL_BYTES];
        }
        return document;
    }

    private void room(int more) {
        if (buffer.length - length < more) {
            // Doubling what is large already would take memory that is not used.
            int larger = buffer.length < LARGEST_KEPT ? 2 * buffer.length : buffer.length + buffer.length / 4;
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(length, more), larger));
        }
    }
}
