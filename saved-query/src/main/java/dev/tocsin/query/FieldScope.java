package dev.tocsin.query;

import jakarta.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which fields a name stands for at one place of a query: at the top, or inside the braces of a nested object, where names
 * continue its path. Without a data view every name is taken as it is.
 */
record FieldScope(@Nullable DataView view, @Nullable String path) {
    static FieldScope top(@Nullable DataView view) {
        return new FieldScope(view, null);
    }

    FieldScope within(Operand name) {
        // null: { … } is accepted by Kibana, and continues no path.
        return name == Operand.Constant.NULL ? this : new FieldScope(view, prefix() + name.plain());
    }

    boolean isInGroup() {
        return path != null;
    }

    JsonValue pathJson() {
        return path == null ? JsonValue.NULL : Clause.text(path);
    }

    /** Never empty: a name that the data view does not know stands for itself, with no type. */
    List<DataField> fieldsOf(Operand name) {
        if (view != null && name instanceof Operand.Wildcard pattern) {
            List<DataField> found = view.matching(prefix(), pattern);
            if (!found.isEmpty()) {
                if (path != null) {
                    found.forEach(this::requireFits);
                }
                return found;
            }
        }
        String full = prefix() + name.plain();
        DataField known = view == null ? null : view.field(full);
        if (known == null) {
            return List.of(DataField.unknown(full));
        }
        requireFits(known);
        return List.of(known);
    }

    private String prefix() {
        return path == null ? "" : path + ".";
    }

    private void requireFits(DataField field) {
        String nested = field.nestedPath();
        if (nested == null ? path == null : nested.equals(path)) {
            return;
        }
        String name = field.name();
        if (nested == null) {
            throw QueryException.of(
                    name + " is not a nested field, but stands in a nested group of the KQL expression.",
                    "Move the condition out of the braces of " + path + ".");
        }
        String inner = name.startsWith(nested + ".") ? name.substring(nested.length() + 1) : name;
        throw QueryException.of(
                path == null
                        ? name + " is a nested field, but is not in a nested group in the KQL expression."
                        : "Nested field %s is being queried with the incorrect nested path. The correct path is %s."
                                .formatted(name, nested),
                "Write the path with braces: %s: { %s: … }.".formatted(nested, inner));
    }
}
