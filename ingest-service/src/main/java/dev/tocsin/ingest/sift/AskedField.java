package dev.tocsin.ingest.sift;

import dev.tocsin.ingest.enrich.EcsField;
import dev.tocsin.ingest.enrich.EcsFields;
import dev.tocsin.ingest.enrich.FieldType;
import dev.tocsin.query.KqlNode.Comparison;
import dev.tocsin.query.Operand;
import dev.tocsin.query.Operand.Wildcard;
import dev.tocsin.query.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A field that a condition names: one of the known ones, or labels. A name that no event can have is refused: in Elasticsearch
 * it would be found nowhere, and {@code not} of it everywhere.
 */
sealed interface AskedField {
    String LABELS = "labels.";
    String NUMBERS = "numeric_labels.";

    /** What its values are. */
    FieldType type();

    String name();

    Condition any(ValueTest test);

    /** {@code field: value}. */
    default Condition is(Operand value) {
        return any(ValueTests.is(this, value));
    }

    /** {@code field > bound}. */
    default Condition isInRange(Comparison comparison, Operand bound) {
        return any(ValueTests.range(this, comparison, bound));
    }

    /** By its place in the table of known fields. */
    record Known(int index) implements AskedField {
        @Override
        public FieldType type() {
            return EcsFields.ALL.get(index).type();
        }

        @Override
        public String name() {
            return EcsFields.ALL.get(index).path();
        }

        @Override
        public Condition any(ValueTest test) {
            return event -> event.any(index, value -> test.holds(value, event));
        }
    }

    /** One label. */
    record Label(String bare, boolean numeric) implements AskedField {
        @Override
        public FieldType type() {
            return numeric ? FieldType.DOUBLE : FieldType.KEYWORD;
        }

        @Override
        public String name() {
            return (numeric ? NUMBERS : LABELS) + bare;
        }

        @Override
        public Condition any(ValueTest test) {
            return event -> event.anyOfLabel(bare, numeric, value -> test.holds(value, event));
        }
    }

    /** All labels of a pattern. */
    record Labels(Wildcard pattern, boolean numeric) implements AskedField {
        @Override
        public FieldType type() {
            return numeric ? FieldType.DOUBLE : FieldType.KEYWORD;
        }

        @Override
        public String name() {
            return pattern.plain();
        }

        @Override
        public Condition any(ValueTest test) {
            String prefix = numeric ? NUMBERS : LABELS;
            return event -> event.anyOfLabels(
                    name -> pattern.matches(prefix + name), numeric, value -> test.holds(value, event));
        }
    }

    /** Never empty. Throws {@link QueryException} for what no event has. */
    static List<AskedField> of(Operand field) {
        String name = field.plain();
        boolean isLabel = name.startsWith(LABELS) && name.length() > LABELS.length();
        boolean isNumber = name.startsWith(NUMBERS) && name.length() > NUMBERS.length();
        if (field instanceof Wildcard pattern) {
            return isLabel || isNumber ? List.of(new Labels(pattern, isNumber)) : known(pattern);
        }
        if (isLabel || isNumber) {
            return List.of(new Label(name.substring((isNumber ? NUMBERS : LABELS).length()), isNumber));
        }
        return List.of(new Known(indexOf(name)));
    }

    private static List<AskedField> known(Wildcard pattern) {
        String start = pattern.plain().substring(0, pattern.plain().indexOf('*'));
        if (LABELS.startsWith(start) || NUMBERS.startsWith(start)) {
            throw QueryException.of(
                    pattern.plain() + " means too many fields.", "Write labels.*, or the first part of the name.");
        }
        List<AskedField> fields = new ArrayList<>();
        IntStream.range(0, EcsFields.ALL.size())
                .filter(index -> pattern.matches(EcsFields.ALL.get(index).path()))
                .forEach(index -> fields.add(new Known(index)));
        if (fields.isEmpty()) {
            throw unknown(pattern.plain());
        }
        return fields;
    }

    private static int indexOf(String name) {
        List<EcsField> all = EcsFields.ALL;
        for (int index = 0; index < all.size(); index++) {
            if (all.get(index).path().equals(name)) {
                return index;
            }
        }
        throw unknown(name);
    }

    private static QueryException unknown(String name) {
        return QueryException.of(
                "No event has the field " + name + ".",
                EcsFields.nameMeantBy(name)
                        .map(path -> "It is " + path + " in every event.")
                        .orElse("What has no place of its own is a label: labels." + name + ", or numeric_labels."
                                + name + " for a number."));
    }
}
