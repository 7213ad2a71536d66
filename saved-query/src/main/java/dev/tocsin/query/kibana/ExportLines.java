package dev.tocsin.query.kibana;

import java.util.Arrays;
import java.util.NoSuchElementException;

/** The lines of a text in UTF-8, one after the other, without a copy of all of them. */
final class ExportLines {
    private final byte[] text;
    private int next;

    ExportLines(byte[] text) {
        this.text = text;
    }

    boolean hasNext() {
        return next < text.length;
    }

    byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int end = next;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        byte[] line = Arrays.copyOfRange(text, next, end);
        next = end + 1;
        return line;
    }

    static boolean isBlank(byte[] line) {
        for (byte one : line) {
            if (!Character.isWhitespace(one)) {
                return false;
            }
        }
        return true;
    }

    /** How many values JSON can have at most: each stands behind one of these, also in JSON that is written in a string. */
    static int valuesIn(byte[] line) {
        int values = 1;
        for (byte one : line) {
            if (one == ',' || one == '{' || one == '[') {
                values++;
            }
        }
        return values;
    }
}
