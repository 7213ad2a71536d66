package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.enrich.EventFields.ValueTest;
import dev.tocsin.ingest.redact.Redactor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one event's known fields, by their number in {@link EcsFields#ALL}, and how they are written: as nested
 * objects, in table order, {@code event} last. Reused from event to event; not thread-safe.
 */
final class KnownFields {
    private static final int COUNT = EcsFields.ALL.size();
    private static final int MADE = -1;

    /** A bit for each field that has a value. */
    private final long[] present = new long[(COUNT + 63) / 64];

    private final Skeletons skeletons = new Skeletons();

    private final @Nullable String[] values = new String[COUNT];
    private final @Nullable List<String>[] furtherValues = newLists();
    /** Where in the record a value stands as it is to be written, or {@link #MADE}. */
    private final int[] asSent = new int[COUNT];

    private FieldList record = new FieldList();

    /** @param fields the record of the next event, of which values are taken */
    void clear(FieldList fields) {
        record = fields;
        for (int word = 0; word < present.length; word++) {
            for (long bits = present[word]; bits != 0; bits &= bits - 1) {
                int index = (word << 6) + Long.numberOfTrailingZeros(bits);
                values[index] = null;
                furtherValues[index] = null;
            }
            present[word] = 0;
        }
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
        write(out, redactor, skeletons.of(present).head());
    }

    /** Writes {@code event}, which has to have a value, with a leading comma. */
    void writeEvent(DocumentWriter out, Redactor redactor) {
        write(out, redactor, skeletons.of(present).event());
    }

    private void write(DocumentWriter out, Redactor redactor, Skeleton skeleton) {
        for (int i = 0; i < skeleton.size(); i++) {
            out.raw(skeleton.before(i));
            writeValues(out, skeleton.field(i), redactor);
        }
        out.raw(skeleton.end());
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

    @SuppressWarnings("unchecked") // arrays of generics cannot be made otherwise
    private static @Nullable List<String>[] newLists() {
        return (List<String>[]) new List<?>[COUNT];
    }
}
