package dev.tocsin.ingest.decode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A decoded record: its leaves by dotted name, in order of first appearance, nothing lost and nothing interpreted.
 * Objects and dotted keys of the same name, repeated keys and array elements are all just further values of that name.
 * Nulls, empty arrays and empty objects carry nothing and are left out. Reused from record to record; not thread-safe.
 *
 * <p>Fields and values are numbers into this list: walk a field's values by
 * {@code for (int v = list.firstValue(f); v >= 0; v = list.nextValue(v))}.
 */
public final class FieldList {
    /** The name of what is over the limits of an event: kept as one text and more. */
    public static final String OVER_LIMIT = "fields_over_limit";

    private static final int USUAL_VALUES = 128;

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
    private int[] nextValues = new int[USUAL_VALUES];
    private int values;

    public void add(String name, Kind kind, String text) {
        if (values == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * values);
            texts = Arrays.copyOf(texts, 2 * values);
            nextValues = Arrays.copyOf(nextValues, 2 * values);
        }
        int value = values++;
        kinds[value] = kind;
        texts[value] = text;
        nextValues[value] = -1;
        int known = names.size();
        int field = names.numberOf(name);
        if (field < known) {
            nextValues[lastValues[field]] = value;
            lastValues[field] = value;
            return;
        }
        if (field == firstValues.length) {
            firstValues = Arrays.copyOf(firstValues, 2 * field);
            lastValues = Arrays.copyOf(lastValues, 2 * field);
        }
        firstValues[field] = value;
        lastValues[field] = value;
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
            throw new IndexOutOfBoundsException(value);
        }
        return text;
    }

    public void clear() {
        names.clear();
        if (kinds.length > 16 * USUAL_VALUES) {
            firstValues = new int[USUAL_VALUES];
            lastValues = new int[USUAL_VALUES];
            kinds = new Kind[USUAL_VALUES];
            texts = new String[USUAL_VALUES];
            nextValues = new int[USUAL_VALUES];
        } else {
            Arrays.fill(texts, 0, values, null);
        }
        values = 0;
    }
}
