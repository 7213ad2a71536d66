package dev.tocsin.ingest.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A decoded record: its leaves by dotted name, in order of first appearance, nothing lost and nothing interpreted.
 * Objects and dotted keys of the same name, repeated keys and array elements are all just further values of that name.
 * Nulls, empty arrays and empty objects carry nothing and are left out. Reused from record to record; not thread-safe.
 *
 * <p>A value is a text, or bytes of the record that are one as they stand: those become a text only for whoever asks, and
 * are good until the record's bytes change.
 *
 * <p>Fields and values are numbers into this list: walk a field's values by
 * {@code for (int v = list.firstValue(f); v >= 0; v = list.nextValue(v))}.
 */
public final class FieldList {
    /** The name of what is over the limits of an event: kept as one text and more. */
    public static final String OVER_LIMIT = "fields_over_limit";

    private static final int USUAL_VALUES = 128;
    private static final int NO_BYTES = -1;
    private static final int LONGEST_KEPT = 64;
    private static final byte[] NOTHING = {};

    /** What a value was in JSON. */
    public enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN
    }

    private final NameIndex names = new NameIndex();
    private int[] firstValues = new int[USUAL_VALUES];
    private int[] lastValues = new int[USUAL_VALUES];

    private Kind[] kinds = new Kind[USUAL_VALUES];
    private @Nullable String[] texts = new String[USUAL_VALUES];
    private int[] froms = new int[USUAL_VALUES];
    private int[] tos = new int[USUAL_VALUES];
    private byte[] source = NOTHING;
    /** Of earlier records, at the same places, and kept when the list is cleared: short ones, in memory only. */
    private final @Nullable String[] befores = new String[USUAL_VALUES];

    private int[] nextValues = new int[USUAL_VALUES];
    private int values;

    public void add(String name, Kind kind, String text) {
        int value = add(name, kind);
        texts[value] = text;
    }

    /** The bytes are those of all values that are added so, until {@link #clear()}. */
    void add(String name, Kind kind, byte[] bytes, int from, int to) {
        int value = add(name, kind);
        source = bytes;
        froms[value] = from;
        tos[value] = to;
    }

    /** Takes a value of another list, under a name of its own. */
    public void add(String name, FieldList other, int value) {
        String text = other.texts[value];
        if (other.isPlain(value)) {
            add(name, other.kind(value), other.source, other.froms[value], other.tos[value]);
            texts[values - 1] = text;
        } else {
            add(name, other.kind(value), other.text(value));
        }
    }

    /** Adds a value that is nothing yet; returns its number. */
    private int add(String name, Kind kind) {
        if (values == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * values);
            texts = Arrays.copyOf(texts, 2 * values);
            froms = Arrays.copyOf(froms, 2 * values);
            tos = Arrays.copyOf(tos, 2 * values);
            nextValues = Arrays.copyOf(nextValues, 2 * values);
        }
        int value = values++;
        kinds[value] = kind;
        froms[value] = NO_BYTES;
        nextValues[value] = -1;
        int known = names.size();
        int field = names.numberOf(name);
        if (field < known) {
            nextValues[lastValues[field]] = value;
            lastValues[field] = value;
            return value;
        }
        if (field == firstValues.length) {
            firstValues = Arrays.copyOf(firstValues, 2 * field);
            lastValues = Arrays.copyOf(lastValues, 2 * field);
        }
        firstValues[field] = value;
        lastValues[field] = value;
        return value;
    }

    /** What has no place among the fields, with the name where it stood, as text. */
    void addOverLimit(String name, String text) {
        add(OVER_LIMIT, Kind.TEXT, name.isEmpty() ? text : name + ": " + text);
    }

    boolean has(String name) {
        return names.has(name);
    }

    public int fields() {
        return names.size();
    }

    /** Values of all fields together. */
    public int values() {
        return values;
    }

    public String name(int field) {
        return names.name(field);
    }

    public int firstValue(int field) {
        return firstValues[field];
    }

    /** The next value of the same field, or -1. */
    public int nextValue(int value) {
        return nextValues[value];
    }

    public Kind kind(int value) {
        return kinds[value];
    }

    /** The text as it came: a number in the digits of the sender, a boolean as {@code true} or {@code false}. */
    public String text(int value) {
        String text = value < values ? texts[value] : null;
        if (text == null) {
            if (value >= values) {
                throw new IndexOutOfBoundsException(value);
            }
            text = textOfBytes(value);
            texts[value] = text;
        }
        return text;
    }

    /** A sender's next record often has the same text at the same place: a level, a service's name. */
    private String textOfBytes(int value) {
        String before = value < befores.length ? befores[value] : null;
        if (before != null && isBytes(value, before)) {
            return before;
        }
        String text = new String(source, froms[value], tos[value] - froms[value], StandardCharsets.UTF_8);
        if (value < befores.length && text.length() <= LONGEST_KEPT) {
            befores[value] = text;
        }
        return text;
    }

    /** Whether a value is this text, which is ASCII. */
    public boolean is(int value, String text) {
        String known = texts[value];
        return known == null ? isBytes(value, text) : known.equals(text);
    }

    private boolean isBytes(int value, String text) {
        int from = froms[value];
        int length = tos[value] - from;
        boolean same = length == text.length();
        for (int i = 0; i < length && same; i++) {
            // A byte that is not ASCII is negative, and no char.
            same = source[from + i] == text.charAt(i);
        }
        return same;
    }

    /** Whether the value is bytes of the record, in which nothing needs an escape in JSON. */
    public boolean isPlain(int value) {
        return froms[value] != NO_BYTES;
    }

    /** The bytes of the record, in which a value that {@link #isPlain} lies from {@link #from} to {@link #to}. */
    public byte[] source() {
        return source;
    }

    public int from(int value) {
        return froms[value];
    }

    public int to(int value) {
        return tos[value];
    }

    public void clear() {
        names.clear();
        if (kinds.length > 16 * USUAL_VALUES) {
            firstValues = new int[USUAL_VALUES];
            lastValues = new int[USUAL_VALUES];
            kinds = new Kind[USUAL_VALUES];
            texts = new String[USUAL_VALUES];
            froms = new int[USUAL_VALUES];
            tos = new int[USUAL_VALUES];
            nextValues = new int[USUAL_VALUES];
        } else {
            Arrays.fill(texts, 0, values, null);
        }
        values = 0;
        source = NOTHING;
    }
}
