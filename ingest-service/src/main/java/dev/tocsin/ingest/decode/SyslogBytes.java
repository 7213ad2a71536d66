package dev.tocsin.ingest.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The bytes of one message and how far they are read. Reused from message to message; not thread-safe. */
final class SyslogBytes {
    private static final String CUT = "UTF-8, cut";

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private boolean isUtf8;
    private @Nullable String encoding;

    /** Begins with another message, without what ends it: LF, CR, NUL. */
    void read(byte[] newBytes, int from, int to) {
        bytes = newBytes;
        at = from;
        end = to;
        while (end > at && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r' || bytes[end - 1] == 0)) {
            end--;
        }
        isUtf8 = Utf8.firstMalformed(bytes, at, end) < 0;
        encoding = null;
        skipByteOrderMark();
    }

    int at() {
        return at;
    }

    void moveTo(int place) {
        at = place;
    }

    int end() {
        return end;
    }

    boolean isAtEnd() {
        return at == end;
    }

    /** The byte there, 0 behind the end. */
    int byteAt(int place) {
        return place < end ? bytes[place] & 0xff : 0;
    }

    boolean isBlank() {
        for (int i = at; i < end; i++) {
            if ((bytes[i] & 0xff) > ' ') {
                return false;
            }
        }
        return true;
    }

    /** What was read that is not UTF-8, as far as it was read; null if all was. */
    @Nullable
    String encoding() {
        return encoding;
    }

    void skip(char c) {
        if (byteAt(at) == c) {
            at++;
        }
    }

    void skipByteOrderMark() {
        at += Utf8.byteOrderMark(bytes, at, end);
    }

    boolean startsWith(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            if (byteAt(at + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Skips a lone {@code -}; returns whether there was one. */
    boolean skipNil() {
        boolean isNil = byteAt(at) == '-' && (at + 1 == end || bytes[at + 1] == ' ');
        if (isNil) {
            at++;
        }
        return isNil;
    }

    /** Whether a {@code -} or the year of a date comes next. */
    boolean isAtStandardTime() {
        return (byteAt(at) == '-' && byteAt(at + 1) == ' ') || (areDigits(at, 4) && byteAt(at + 4) == '-');
    }

    boolean areDigits(int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (!isDigit(byteAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    /** What comes before the next blank, which is skipped. */
    String token() {
        int from = at;
        while (at < end && bytes[at] != ' ') {
            at++;
        }
        String token = text(from, at);
        skip(' ');
        return token;
    }

    String rest() {
        String rest = text(at, end);
        at = end;
        return rest;
    }

    String text(int from, int to) {
        return isUtf8 ? new String(bytes, from, to - from, UTF_8) : decoded(bytes, from, to);
    }

    /** Of a part that was copied. */
    String text(byte[] copy) {
        return isUtf8 ? new String(copy, UTF_8) : decoded(copy, 0, copy.length);
    }

    /**
     * Old devices know of no UTF-8. Each byte is one character then, so that nothing is lost; but what is UTF-8 but for its
     * last character was cut, by a sender or relay with a limit in bytes.
     */
    private String decoded(byte[] from, int start, int to) {
        int malformed = Utf8.firstMalformed(from, start, to);
        if (malformed < 0) {
            return new String(from, start, to - start, UTF_8);
        }
        if (Utf8.isCut(from, malformed, to) && !isAscii(from, start, malformed)) {
            encoding = CUT;
            return new String(from, start, malformed - start, UTF_8) + '\ufffd';
        }
        encoding = ISO_8859_1.name();
        return new String(from, start, to - start, ISO_8859_1);
    }

    private static boolean isAscii(byte[] from, int start, int to) {
        for (int i = start; i < to; i++) {
            if (from[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
