package dev.tocsin.ingest.decode.otlp;

import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.decode.FieldList.Kind;
import dev.tocsin.ingest.decode.FieldName;
import dev.tocsin.ingest.decode.JsonRecordDecoder;
import java.time.Instant;
import java.util.Locale;

/**
 * Where both encodings of a log record come together: what is read of one is told here, and becomes fields. A value is told
 * as {@link #start}, then a text, number, boolean or nothing, or a map or array of such. Throws {@link Broken} if it is nested
 * too deep; what is too much becomes one text. Not thread-safe.
 */
final class OtlpFields {
    private static final String MESSAGE = "message";
    private static final long NANOS = 1_000_000_000;
    private static final int TRACE_FLAGS = 0xff;

    /** A body that is a map or an array is a message up to here; all of it is in its fields. */
    private static final int MOST_TEXT = 32 * 1_024;

    private final String[] names = new String[JsonRecordDecoder.MAX_DEPTH + 1];
    private final boolean[] isMap = new boolean[JsonRecordDecoder.MAX_DEPTH + 1];
    private FieldList fields = new FieldList();
    private int depth;
    private final JsonText json = new JsonText();
    /**
     * What is over the limits of an event; what is read goes there while it is so. As JSON, for by its quotes and brackets
     * it can be told how far a secret goes.
     */
    private JsonText rest = new JsonText();

    private boolean isOver;
    private boolean isBody;
    private boolean hasMessage;

    void to(FieldList list) {
        fields = list;
        isBody = false;
        isOver = false;
        if (!rest.isEmpty()) {
            rest = new JsonText();
        }
    }

    /** No more follows for the list. */
    void end(FieldList list) {
        if (!rest.isEmpty()) {
            list.add(FieldList.OVER_LIMIT, Kind.TEXT, rest.toString());
            // It may be as large as a record, and this one is kept for the next.
            rest = new JsonText();
        }
    }

    /** Nanoseconds since 1970, without sign; 0 for unknown. */
    void times(long time, long observed) {
        if (time != 0) {
            time("@timestamp", time);
        }
        if (observed != 0) {
            time(time == 0 ? "@timestamp" : "event.created", observed);
        }
    }

    private void time(String name, long nanos) {
        if (nanos < 0) {
            add(name, Kind.NUMBER, Long.toUnsignedString(nanos));
        } else {
            add(
                    name,
                    Kind.TEXT,
                    Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS).toString());
        }
    }

    /** The number says the level where there is one, since it means the same in every language. */
    void severity(long number, String text) {
        if (!SeverityNumber.isKnown(number)) {
            if (!text.isEmpty()) {
                add("log.level", Kind.TEXT, text);
            }
            if (number != 0) {
                add("event.severity", Kind.NUMBER, Long.toString(number));
            }
            return;
        }
        String level = SeverityNumber.levelOf(number);
        add("log.level", Kind.TEXT, level);
        add("event.severity", Kind.NUMBER, Long.toString(number));
        if (!text.isEmpty() && !text.equalsIgnoreCase(level)) {
            add("labels.severity_text", Kind.TEXT, text);
        }
    }

    /** Hexadecimal; of zeros only it is unknown. */
    void id(String name, String hex) {
        String id = hex.toLowerCase(Locale.ROOT);
        if (!id.chars().allMatch(digit -> digit == '0')) {
            add(name, Kind.TEXT, id);
        }
    }

    void flags(int flags) {
        if ((flags & TRACE_FLAGS) != 0) {
            add("labels.trace_flags", Kind.NUMBER, Integer.toString(flags & TRACE_FLAGS));
        }
    }

    /** @param of what they were dropped from */
    void dropped(String of, long count) {
        if (count != 0) {
            add("labels." + of + "dropped_attributes_count", Kind.NUMBER, Long.toUnsignedString(count & 0xffff_ffffL));
        }
    }

    void text(String name, String text) {
        if (!text.isEmpty()) {
            add(name, Kind.TEXT, text);
        }
    }

    /** What follows is one value of that name. */
    void start(String name) {
        depth = 0;
        isOver = false;
        names[0] = FieldName.cut(name);
        isMap[0] = false;
    }

    /** What follows is the body; {@link #endBody} has to follow. */
    void startBody() {
        start("");
        hasMessage = false;
        isBody = true;
        json.clear();
    }

    /** A map or an array is the message as well, as JSON, unless the map has a message itself. */
    void endBody() {
        isBody = false;
        if (!json.isEmpty() && !hasMessage) {
            add(MESSAGE, Kind.TEXT, json.length() > MOST_TEXT ? json + " … [cut]" : json.toString());
        }
    }

    void text(String value) {
        if (hasJson() && depth > 0) {
            json.text(cut(value));
        }
        leaf(Kind.TEXT, value);
    }

    void integer(long value) {
        plain(Kind.NUMBER, Long.toString(value));
    }

    void real(double value) {
        if (Double.isFinite(value)) {
            plain(Kind.NUMBER, Double.toString(value));
        } else {
            text(Double.toString(value));
        }
    }

    void bool(boolean value) {
        plain(Kind.BOOLEAN, Boolean.toString(value));
    }

    void nothing() {
        if (hasJson() && depth > 0) {
            json.plain("null");
        }
        if (isOver) {
            rest.plain("null");
        }
    }

    void beginMap() {
        open('{', true);
    }

    void key(String key) {
        if (hasJson()) {
            json.key(cut(key));
        }
        if (isOver) {
            rest.key(key);
        }
        String object = names[depth - 1];
        names[depth] = object.isEmpty() ? FieldName.cut(key) : FieldName.within(object, key);
    }

    void beginArray() {
        open('[', false);
        // Elements have the name of their array, and the body has none of its own.
        names[depth] = isBody && depth == 1 ? "body" : names[depth - 1];
    }

    void end() {
        char bracket = isMap[depth] ? '}' : ']';
        if (hasJson()) {
            json.close(bracket);
        }
        if (isOver) {
            rest.close(bracket);
        }
        depth--;
    }

    private void open(char bracket, boolean map) {
        if (depth + 1 == JsonRecordDecoder.MAX_DEPTH) {
            throw new Broken("nested deeper than " + JsonRecordDecoder.MAX_DEPTH, -1, "flatten the value");
        }
        if (hasJson()) {
            json.open(bracket);
        }
        if (isOver) {
            rest.open(bracket);
        }
        depth++;
        isMap[depth] = map;
    }

    private void plain(Kind kind, String value) {
        if (hasJson() && depth > 0) {
            json.plain(value);
        }
        leaf(kind, value);
    }

    private void leaf(Kind kind, String value) {
        String name = isBody && depth == 0 ? MESSAGE : names[depth];
        if (!isOver && isFull(isBody || depth > 0)) {
            isOver = true;
            rest.begin(name, listsAround());
        }
        if (isOver) {
            addToRest(kind, value);
        } else {
            hasMessage |= isBody && name.equals(MESSAGE);
            fields.add(name, kind, value);
        }
    }

    private boolean isFull(boolean inner) {
        return fields.fields() >= (inner ? JsonRecordDecoder.INNER_FIELDS : JsonRecordDecoder.MAX_FIELDS)
                || fields.values() >= (inner ? JsonRecordDecoder.INNER_VALUES : JsonRecordDecoder.MAX_VALUES);
    }

    /** Those of the same name: what is left of a list is told from its first value on. */
    private int listsAround() {
        int outer = depth;
        while (outer > 0 && !isMap[outer]) {
            outer--;
        }
        return depth - outer;
    }

    private void addToRest(Kind kind, String value) {
        if (kind == Kind.TEXT) {
            rest.text(value);
        } else {
            rest.plain(value);
        }
    }

    /** Whether there is a text being made, and it may become longer. */
    private boolean hasJson() {
        return isBody && json.length() <= MOST_TEXT;
    }

    private static String cut(String text) {
        return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text;
    }

    /** What was read before, of what the record has in common with others. */
    void all(FieldList others) {
        for (int field = 0; field < others.fields(); field++) {
            for (int value = others.firstValue(field); value >= 0; value = others.nextValue(value)) {
                add(others.name(field), others.kind(value), others.text(value));
            }
        }
    }

    private void add(String name, Kind kind, String text) {
        if (isFull(false)) {
            rest.begin(name, 0);
            addToRest(kind, text);
        } else {
            fields.add(name, kind, text);
        }
    }
}
