package dev.tocsin.ingest.decode;

import dev.tocsin.ingest.decode.FieldList.Kind;
import dev.tocsin.ingest.event.JsonBytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usual line of a log where it lies, without making a text of anything: one flat object of strings without
 * escapes, numbers, booleans and nulls. Whatever else it finds, broken JSON too, it leaves to a parser. Not thread-safe.
 */
final class PlainJson {
    /** Of more fields than that somebody else keeps the count. */
    private static final int MOST_FIELDS = 1_000;

    private static final int USUAL_FIELDS = 64;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_NUMBER = 100;
    private static final byte[] NOTHING = {};

    private final NameCache names = new NameCache();
    /** Of the record before: how each name stood, from its quote to the colon, and what it is. */
    private final byte[] @Nullable [] keys = new byte[USUAL_FIELDS][];

    private final @Nullable String[] keyNames = new String[USUAL_FIELDS];
    private byte[] bytes = NOTHING;
    private int at;
    private int end;

    /** Adds the fields of well-formed UTF-8; false if it is not the usual line: then what was added is of no use. */
    boolean read(byte[] record, int from, int to, FieldList fields) {
        bytes = record;
        at = from;
        end = to;
        try {
            return next() == '{' && readFields(fields) && next() == -1 && fields.fields() > 0;
        } finally {
            bytes = NOTHING;
        }
    }

    private boolean readFields(FieldList fields) {
        for (int place = 0; ; place++) {
            String name = readName(place);
            if (name == null || !readValue(name, fields) || fields.values() > MOST_FIELDS) {
                return false;
            }
            int behind = next();
            if (behind != ',') {
                return behind == '}';
            }
        }
    }

    /** Reads a name and its colon; null if there is none. An encoder writes the same at the same place in each record. */
    private @Nullable String readName(int place) {
        byte[] key = place < USUAL_FIELDS ? keys[place] : null;
        if (key != null && JsonBytes.startsWith(bytes, at, end, key)) {
            at += key.length;
            return keyNames[place];
        }
        int keyStart = at;
        if (next() != '"') {
            return null;
        }
        int nameStart = at;
        int nameEnd = skipString();
        if (nameEnd < 0 || next() != ':') {
            return null;
        }
        String name = names.of(bytes, nameStart, nameEnd);
        if (place < USUAL_FIELDS && at - keyStart <= LONGEST_KEY) {
            keys[place] = Arrays.copyOfRange(bytes, keyStart, at);
            keyNames[place] = name;
        }
        return name;
    }

    private boolean readValue(String name, FieldList fields) {
        int first = next();
        int from = at;
        switch (first) {
            case '"' -> {
                int to = skipString();
                if (to >= 0) {
                    fields.add(name, Kind.TEXT, bytes, from, to);
                }
                return to >= 0;
            }
            case 't' -> {
                fields.add(name, Kind.BOOLEAN, "true");
                return skip("rue");
            }
            case 'f' -> {
                fields.add(name, Kind.BOOLEAN, "false");
                return skip("alse");
            }
            case 'n' -> {
                return skip("ull");
            }
            default -> {
                at--;
                boolean isNumber = skipNumber();
                if (isNumber) {
                    fields.add(name, Kind.NUMBER, bytes, from - 1, at);
                }
                return isNumber;
            }
        }
    }

    /** The next byte that is not white space, which is passed; -1 at the end. */
    private int next() {
        while (at < end) {
            byte b = bytes[at++];
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b & 0xff;
            }
        }
        return -1;
    }

    /** Passes a string's rest and its quote; returns where the quote is, -1 if there is an escape or no end. */
    private int skipString() {
        int quote = JsonBytes.firstSpecial(bytes, at, end);
        if (quote == end || bytes[quote] != '"') {
            return -1;
        }
        at = quote + 1;
        return quote;
    }

    private boolean skip(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if (at == end || bytes[at++] != rest.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean skipNumber() {
        int start = at;
        if (at < end && bytes[at] == '-') {
            at++;
        }
        int whole = at;
        if (!skipDigits() || (bytes[whole] == '0' && at > whole + 1)) {
            return false;
        }
        if (at < end && bytes[at] == '.') {
            at++;
            if (!skipDigits()) {
                return false;
            }
        }
        if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            if (!skipDigits()) {
                return false;
            }
        }
        return at - start <= LONGEST_NUMBER;
    }

    private boolean skipDigits() {
        int first = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > first;
    }
}
