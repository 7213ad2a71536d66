package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.decode.FieldList.Kind;
import dev.tocsin.ingest.enrich.EventFields.ValueTest;
import dev.tocsin.ingest.event.TextPieces;
import dev.tocsin.ingest.redact.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Everything of an event that has no place of its own: text to {@code labels}, numbers to {@code numeric_labels}, what
 * is over the stream's number of names to {@code labels_overflow}, and of a long text what is behind its first 8,000 characters to
 * {@code labels.fields_over_limit}. Reused from event to event; not thread-safe.
 */
final class Labels {
    /** With its marker still below what Lucene takes as one term, in any script. */
    static final int MAX_VALUE_LENGTH = 8_000;

    private static final byte[] LABELS = ",\"labels\":{".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NUMERIC = ",\"numeric_labels\":{".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OVERFLOW = ",\"labels_overflow\":{".getBytes(StandardCharsets.US_ASCII);
    private static final String LABELS_PREFIX = "labels.";
    private static final String NUMERIC_PREFIX = "numeric_labels.";

    private enum Place {
        TEXT,
        NUMERIC,
        OVERFLOW
    }

    private FieldList list = new FieldList();
    private FieldList redacted = new FieldList();
    private Place[] places = new Place[64];

    void clear() {
        list.clear();
    }

    /** Leaves nothing of the event, not even where it is not written over, but for the short texts that lists keep. */
    void forget() {
        list.clear();
        redacted.clear();
    }

    void add(String name, Kind kind, String text) {
        list.add(labelOf(name), kind, text);
    }

    /** Takes a value of the record. */
    void add(String name, FieldList record, int value) {
        list.add(labelOf(name), record, value);
    }

    private static String labelOf(String name) {
        String bare = name.startsWith(LABELS_PREFIX)
                ? name.substring(LABELS_PREFIX.length())
                : name.startsWith(NUMERIC_PREFIX) ? name.substring(NUMERIC_PREFIX.length()) : name;
        return LabelName.clean(bare);
    }

    /** Writes the three objects, each with a leading comma, without those that are empty. Returns the names in overflow. */
    int write(DocumentWriter out, LabelNames limits, Set<String> streamNames) {
        if (list.fields() == 0) {
            return 0;
        }
        keepWhatIsCut();
        if (places.length < list.fields()) {
            places = new Place[2 * list.fields()];
        }
        int[] counts = new int[Place.values().length];
        for (int field = 0; field < list.fields(); field++) {
            // To be found where it is looked for, it has its field whatever the others have.
            places[field] = isInPieces(field)
                    ? Place.TEXT
                    : !limits.admit(streamNames, list.name(field))
                            ? Place.OVERFLOW
                            : isNumeric(field) ? Place.NUMERIC : Place.TEXT;
            counts[places[field].ordinal()]++;
        }
        write(out, LABELS, Place.TEXT, counts);
        write(out, NUMERIC, Place.NUMERIC, counts);
        write(out, OVERFLOW, Place.OVERFLOW, counts);
        return counts[Place.OVERFLOW.ordinal()];
    }

    /** Behind redaction, for what is redacted must not lie in two pieces. */
    private void keepWhatIsCut() {
        int fields = list.fields();
        for (int field = 0; field < fields; field++) {
            for (int value = list.firstValue(field); value >= 0 && !isInPieces(field); value = list.nextValue(value)) {
                if (isCut(value)) {
                    String text = list.text(value);
                    list.add(
                            FieldList.OVER_LIMIT,
                            Kind.TEXT,
                            list.name(field) + ": …" + text.substring(TextPieces.end(text, 0, MAX_VALUE_LENGTH)));
                }
            }
        }
    }

    private boolean isCut(int value) {
        boolean isShort = list.isPlain(value) && list.to(value) - list.from(value) <= MAX_VALUE_LENGTH;
        return !isShort && list.text(value).length() > MAX_VALUE_LENGTH;
    }

    /** Whether a value of a label, numeric or not, fulfils the test; its name has to fulfil one, too. */
    boolean any(ValueTest names, boolean numeric, ValueTest test) {
        for (int field = 0; field < list.fields(); field++) {
            if (names.holds(list.name(field)) && isNumeric(field) == numeric && any(field, test)) {
                return true;
            }
        }
        return false;
    }

    private boolean any(int field, ValueTest test) {
        for (int value = list.firstValue(field); value >= 0; value = list.nextValue(value)) {
            if (test.holds(cut(list.text(value)))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Replaces what nobody is to read. Goes through a second list, for a number that is a secret becomes a text.
     */
    void redact(Redactor redactor) {
        redacted.clear();
        for (int field = 0; field < list.fields(); field++) {
            String name = list.name(field);
            for (int value = list.firstValue(field); value >= 0; value = list.nextValue(value)) {
                String text = list.text(value);
                String shown = redactor.redact(name, text, list.kind(value) == Kind.TEXT);
                redacted.add(name, shown.equals(text) ? list.kind(value) : Kind.TEXT, shown);
            }
        }
        FieldList before = list;
        list = redacted;
        redacted = before;
    }

    private boolean isNumeric(int field) {
        for (int value = list.firstValue(field); value >= 0; value = list.nextValue(value)) {
            if (list.kind(value) != Kind.NUMBER || !isExactDouble(value)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a number, which is in JSON's form, does not become another one as a double. */
    private boolean isExactDouble(int value) {
        boolean isShort = list.isPlain(value) && list.to(value) - list.from(value) <= FieldValue.EXACT_DIGITS;
        return (isShort && isWithoutExponent(value)) || FieldValue.isExactDouble(list.text(value));
    }

    private boolean isWithoutExponent(int value) {
        byte[] source = list.source();
        for (int i = list.from(value); i < list.to(value); i++) {
            if ((source[i] | 0x20) == 'e') {
                return false;
            }
        }
        return true;
    }

    private void write(DocumentWriter out, byte[] opening, Place place, int[] counts) {
        if (counts[place.ordinal()] == 0) {
            return;
        }
        out.raw(opening);
        boolean first = true;
        for (int field = 0; field < list.fields(); field++) {
            if (places[field] != place) {
                continue;
            }
            if (!first) {
                out.ascii(',');
            }
            first = false;
            out.string(list.name(field));
            out.ascii(':');
            writeValues(out, field, place == Place.NUMERIC);
        }
        out.ascii('}');
    }

    /** What has no field of its own is kept whole; it may be as long as an event. */
    private boolean isInPieces(int field) {
        return list.name(field).equals(FieldList.OVER_LIMIT);
    }

    private void writePieces(DocumentWriter out, int field) {
        char before = '[';
        for (int value = list.firstValue(field); value >= 0; value = list.nextValue(value)) {
            String text = list.text(value);
            int at = 0;
            do {
                int end = TextPieces.end(text, at, MAX_VALUE_LENGTH);
                out.ascii(before);
                out.string(text.substring(at, end));
                before = ',';
                at = end;
            } while (at < text.length());
        }
        out.ascii(']');
    }

    private void writeValues(DocumentWriter out, int field, boolean numeric) {
        if (isInPieces(field)) {
            writePieces(out, field);
            return;
        }
        int value = list.firstValue(field);
        boolean several = list.nextValue(value) >= 0;
        if (several) {
            out.ascii('[');
        }
        for (boolean first = true; value >= 0; value = list.nextValue(value), first = false) {
            if (!first) {
                out.ascii(',');
            }
            if (numeric && list.isPlain(value)) {
                out.raw(list.source(), list.from(value), list.to(value));
            } else if (numeric) {
                out.ascii(list.text(value));
            } else if (list.isPlain(value) && list.to(value) - list.from(value) <= MAX_VALUE_LENGTH) {
                out.quoted(list.source(), list.from(value), list.to(value));
            } else {
                out.string(cut(list.text(value)));
            }
        }
        if (several) {
            out.ascii(']');
        }
    }

    static String cut(String text) {
        if (text.length() <= MAX_VALUE_LENGTH) {
            return text;
        }
        return text.substring(0, TextPieces.end(text, 0, MAX_VALUE_LENGTH)) + "… [cut, " + text.length()
                + " characters, the rest is in " + FieldList.OVER_LIMIT + "]";
    }
}
