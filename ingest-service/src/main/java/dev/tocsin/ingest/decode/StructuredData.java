package dev.tocsin.ingest.decode;

import dev.tocsin.ingest.decode.FieldList.Kind;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** {@code [id name="value" …][id …]} of RFC 5424, 6.3: a field for each parameter. Not thread-safe. */
final class StructuredData {
    private static final String PREFIX = "log.syslog.structured_data.";

    /** Each costs many times the five bytes that it can be written in. */
    static final int MOST_PARAMETERS = 1_000;

    /** The RFC has 32. An identifier is written out before each of its parameters. */
    private static final int LONGEST_NAME = 64;

    /** Reads it if it is well-formed as a whole; else all of it stays to be read, as a part of the message. */
    void read(SyslogBytes in, FieldList fields) {
        if (elements(in, null) > in.at()) {
            in.moveTo(elements(in, fields));
        }
    }

    /**
     * Returns the place behind the last element; where reading began if something is wrong.
     *
     * @param fields null to look only
     */
    private int elements(SyslogBytes in, @Nullable FieldList fields) {
        int begin = in.at();
        int at = begin;
        int parameters = 0;
        while (in.byteAt(at) == '[') {
            int behindId = behindName(in, at + 1);
            if (behindId == at + 1) {
                return begin;
            }
            String id = fields == null ? "" : in.text(at + 1, behindId);
            at = behindId;
            boolean isEmpty = true;
            while (in.byteAt(at) == ' ') {
                int behind = parameter(in, at + 1, id, fields);
                if (behind < 0 || ++parameters > MOST_PARAMETERS) {
                    return begin;
                }
                // Else it was a blank too many.
                isEmpty &= behind == at + 1;
                at = behind;
            }
            if (in.byteAt(at) != ']') {
                return begin;
            }
            if (isEmpty && fields != null) {
                fields.add(PREFIX + id, Kind.TEXT, "");
            }
            at++;
        }
        return at;
    }

    /** {@code name="value"}; returns the place behind it, {@code at} before a blank or the end, -1 if it is none. */
    private int parameter(SyslogBytes in, int at, String id, @Nullable FieldList fields) {
        if (in.byteAt(at) == ' ' || in.byteAt(at) == ']') {
            return at;
        }
        int behindName = behindName(in, at);
        if (behindName == at || in.byteAt(behindName) != '=' || in.byteAt(behindName + 1) != '"') {
            return -1;
        }
        int from = behindName + 2;
        int quote = from;
        boolean isEscaped = false;
        while (quote < in.end() && in.byteAt(quote) != '"') {
            boolean escapes = in.byteAt(quote) == '\\';
            isEscaped |= escapes;
            quote += escapes ? 2 : 1;
        }
        if (quote >= in.end()) {
            return -1;
        }
        if (fields != null) {
            fields.add(
                    PREFIX + id + '.' + in.text(at, behindName),
                    Kind.TEXT,
                    isEscaped ? unescaped(in, from, quote) : in.text(from, quote));
        }
        return quote + 1;
    }

    /** {@code from} if there is none, or none that is short enough. */
    private static int behindName(SyslogBytes in, int from) {
        int at = from;
        while (in.byteAt(at) > ' ' && in.byteAt(at) != '=' && in.byteAt(at) != ']' && in.byteAt(at) != '"') {
            at++;
        }
        return at - from > LONGEST_NAME ? from : at;
    }

    /** Only a quote, a backslash and a bracket can be escaped; before anything else a backslash is one. */
    private static String unescaped(SyslogBytes in, int from, int to) {
        ByteArrayOutputStream value = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            int next = in.byteAt(i + 1);
            if (in.byteAt(i) == '\\' && (next == '"' || next == '\\' || next == ']')) {
                i++;
            }
            value.write(in.byteAt(i));
        }
        return in.text(value.toByteArray());
    }
}
