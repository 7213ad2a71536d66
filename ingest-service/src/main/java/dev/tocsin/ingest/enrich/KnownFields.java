package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.enrich.EventFields.ValueTest;
import dev.tocsin.ingest.redact.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of one event's known fields, by their number in {@link EcsFields#ALL}, and how they are written: as nested
 * objects, in table order, {@code event} last. Reused from event to event; not thread-safe.
 */
final class KnownFields {
    private static final int COUNT = EcsFields.ALL.size();
    private static final int FIRST_OF_EVENT = firstOfEvent();
    /** Of each field its path, as numbers of the names in it. */
    private static final int[][] PATHS = paths();
    /** Of each field what opens the objects of its path, and its own key. */
    private static final byte[][][] KEYS = keys();

    private static final int MADE = -1;

    /** A bit for each field that has a value. */
    private final long[] present = new long[(COUNT + 63) / 64];

    private final @Nullable String[] values = new String[COUNT];
    private final @Nullable List<String>[] furtherValues = newLists();
    /** Where in the record a value stands as it is to be written, or {@link #MADE}. */
    private final int[] asSent = new int[COUNT];

    private FieldList record = new FieldList();

    /** @param fields the record of the next event, of which values are taken */
    void clear(FieldList fields) {
        record = fields;
        for (int index = next(0, COUNT); index < COUNT; index = next(index + 1, COUNT)) {
            values[index] = null;
            furtherValues[index] = null;
        }
        Arrays.fill(present, 0);
    }

    boolean has(int index) {
        return (present[index >>> 6] & 1L << index) != 0;
    }

    @Nullable
    String get(int index) {
        return has(index) ? value(index) : null;
    }

    private String value(int index) {
        String value = values[index];
        if (value == null) {
            value = record.text(asSent[index]);
            values[index] = value;
        }
        return value;
    }

    boolean any(int index, ValueTest test) {
        if (!has(index)) {
            return false;
        }
        String value = value(index);
        List<String> further = furtherValues[index];
        return test.holds(value) || (further != null && further.stream().anyMatch(test::holds));
    }

    void set(int index, String value) {
        present[index >>> 6] |= 1L << index;
        values[index] = value;
        asSent[index] = MADE;
    }

    /** Sets the field to a value of the record, as it is; or adds to it if it has a value. */
    void take(int index, int value) {
        if (has(index) || !record.isPlain(value)) {
            add(index, record.text(value));
            return;
        }
        present[index >>> 6] |= 1L << index;
        asSent[index] = value;
    }

    /** Sets the field, or adds to it if it has a value. */
    void add(int index, String value) {
        if (!has(index)) {
            set(index, value);
            return;
        }
        List<String> further = furtherValues[index];
        if (further == null) {
            further = new ArrayList<>();
            furtherValues[index] = further;
        }
        further.add(value);
    }

    /** Writes all but {@code event}, opening the document's object and leaving it open. */
    void writeHead(DocumentWriter out, Redactor redactor) {
        out.ascii('{');
        write(out, redactor, 0, FIRST_OF_EVENT, true);
    }

    /** Writes {@code event}, which has to have a value, with a leading comma. */
    void writeEvent(DocumentWriter out, Redactor redactor) {
        write(out, redactor, FIRST_OF_EVENT, COUNT, false);
    }

    private void write(DocumentWriter out, Redactor redactor, int from, int to, boolean first) {
        int[] open = {};
        int openObjects = 0;
        boolean needsComma = !first;
        for (int index = next(from, to); index < to; index = next(index + 1, to)) {
            int[] path = PATHS[index];
            int shared = 0;
            while (shared < openObjects && shared < path.length - 1 && path[shared] == open[shared]) {
                shared++;
            }
            for (; openObjects > shared; openObjects--) {
                out.ascii('}');
            }
            if (needsComma) {
                out.ascii(',');
            }
            for (; openObjects < path.length - 1; openObjects++) {
                out.raw(KEYS[index][openObjects]);
            }
            out.raw(KEYS[index][path.length - 1]);
            writeValues(out, index, redactor);
            open = path;
            needsComma = true;
        }
        for (; openObjects > 0; openObjects--) {
            out.ascii('}');
        }
    }

    /** The first field from there on that has a value; {@code to} if none has. */
    private int next(int from, int to) {
        int word = from >>> 6;
        if (from >= to) {
            return to;
        }
        long bits = present[word] & -1L << from;
        while (bits == 0) {
            word++;
            if (word << 6 >= to) {
                return to;
            }
            bits = present[word];
        }
        return Math.min(to, (word << 6) + Long.numberOfTrailingZeros(bits));
    }

    private void writeValues(DocumentWriter out, int index, Redactor redactor) {
        EcsField field = EcsFields.ALL.get(index);
        List<String> further = furtherValues[index];
        if (further == null) {
            writeFirst(out, index, field, redactor);
            return;
        }
        out.ascii('[');
        writeFirst(out, index, field, redactor);
        for (String value : further) {
            out.ascii(',');
            writeValue(out, field, redactor, value);
        }
        out.ascii(']');
    }

    private void writeFirst(DocumentWriter out, int index, EcsField field, Redactor redactor) {
        int value = asSent[index];
        if (value == MADE || (field.type().isText() && !redactor.isIdle())) {
            writeValue(out, field, redactor, value(index));
        } else if (field.type().isQuoted()) {
            out.quoted(record.source(), record.from(value), record.to(value));
        } else {
            out.raw(record.source(), record.from(value), record.to(value));
        }
    }

    private static void writeValue(DocumentWriter out, EcsField field, Redactor redactor, String value) {
        switch (field.type()) {
            case LONG, DOUBLE, BOOLEAN -> out.ascii(value);
            case DATE, IP -> out.string(value);
            case KEYWORD, TEXT -> out.string(redactor.isIdle() ? value : redactor.redact(field.path(), value));
        }
    }

    private static int firstOfEvent() {
        int index = 0;
        while (!EcsFields.ALL.get(index).path().startsWith("event.")) {
            index++;
        }
        return index;
    }

    private static int[][] paths() {
        Map<String, Integer> numbers = new HashMap<>();
        return EcsFields.ALL.stream()
                .map(field -> names(field)
                        .mapToInt(name -> numbers.computeIfAbsent(name, _ -> numbers.size()))
                        .toArray())
                .toArray(int[][]::new);
    }

    private static byte[][][] keys() {
        byte[][][] keys = new byte[COUNT][][];
        for (int i = 0; i < COUNT; i++) {
            int last = PATHS[i].length - 1;
            String[] names = names(EcsFields.ALL.get(i)).toArray(String[]::new);
            keys[i] = new byte[last + 1][];
            for (int depth = 0; depth <= last; depth++) {
                String key = '"' + names[depth] + (depth < last ? "\":{" : "\":");
                keys[i][depth] = key.getBytes(StandardCharsets.US_ASCII);
            }
        }
        return keys;
    }

    private static Stream<String> names(EcsField field) {
        return Arrays.stream(field.path().split("\\."));
    }

    @SuppressWarnings("unchecked") // arrays of generics cannot be made otherwise
    private static @Nullable List<String>[] newLists() {
        return (List<String>[]) new List<?>[COUNT];
    }
}
