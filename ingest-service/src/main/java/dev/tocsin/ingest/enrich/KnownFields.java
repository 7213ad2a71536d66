package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.enrich.EventFields.ValueTest;
import dev.tocsin.ingest.redact.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one event's known fields, by their number in {@link EcsFields#ALL}, and how they are written: as nested
 * objects, in table order, {@code event} last. Reused from event to event; not thread-safe.
 */
final class KnownFields {
    private static final int COUNT = EcsFields.ALL.size();
    private static final int FIRST_OF_EVENT = firstOfEvent();
    private static final String[][] SEGMENTS =
            EcsFields.ALL.stream().map(field -> field.path().split("\\.")).toArray(String[][]::new);
    private static final byte[][][] KEYS = keys();

    private final @Nullable String[] values = new String[COUNT];
    private final @Nullable List<String>[] furtherValues = newLists();

    void clear() {
        Arrays.fill(values, null);
        Arrays.fill(furtherValues, null);
    }

    @Nullable
    String get(int index) {
        return values[index];
    }

    boolean any(int index, ValueTest test) {
        String value = values[index];
        if (value == null) {
            return false;
        }
        List<String> further = furtherValues[index];
        return test.holds(value) || (further != null && further.stream().anyMatch(test::holds));
    }

    void set(int index, String value) {
        values[index] = value;
    }

    /** Sets the field, or adds to it if it has a value. */
    void add(int index, String value) {
        if (values[index] == null) {
            values[index] = value;
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
        String[] open = {};
        int openObjects = 0;
        boolean needsComma = !first;
        for (int index = from; index < to; index++) {
            String value = values[index];
            if (value == null) {
                continue;
            }
            String[] segments = SEGMENTS[index];
            int shared = 0;
            while (shared < openObjects && shared < segments.length - 1 && segments[shared].equals(open[shared])) {
                shared++;
            }
            for (; openObjects > shared; openObjects--) {
                out.ascii('}');
            }
            if (needsComma) {
                out.ascii(',');
            }
            for (; openObjects < segments.length - 1; openObjects++) {
                out.raw(KEYS[index][openObjects]);
                out.ascii('{');
            }
            out.raw(KEYS[index][segments.length - 1]);
            writeValues(out, EcsFields.ALL.get(index), redactor, value, furtherValues[index]);
            open = segments;
            needsComma = true;
        }
        for (; openObjects > 0; openObjects--) {
            out.ascii('}');
        }
    }

    private static void writeValues(
            DocumentWriter out, EcsField field, Redactor redactor, String value, @Nullable List<String> furtherValues) {
        if (furtherValues == null) {
            writeValue(out, field, redactor, value);
            return;
        }
        out.ascii('[');
        writeValue(out, field, redactor, value);
        for (String further : furtherValues) {
            out.ascii(',');
            writeValue(out, field, redactor, further);
        }
        out.ascii(']');
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

    private static byte[][][] keys() {
        byte[][][] keys = new byte[COUNT][][];
        for (int i = 0; i < COUNT; i++) {
            keys[i] = Arrays.stream(SEGMENTS[i])
                    .map(segment -> ('"' + segment + "\":").getBytes(StandardCharsets.US_ASCII))
                    .toArray(byte[][]::new);
        }
        return keys;
    }

    @SuppressWarnings("unchecked") // arrays of generics cannot be made otherwise
    private static @Nullable List<String>[] newLists() {
        return (List<String>[]) new List<?>[COUNT];
    }
}
