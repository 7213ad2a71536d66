package dev.tocsin.ingest.index;

import dev.tocsin.ingest.index.KnownConflicts.Offender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Moves a field that does not fit the mapping to {@code labels_conflict}, as text under its full name, so that the rest
 * of the document stays searchable. What comes out ends with the {@code event} object again. Pure.
 */
final class ConflictRepair {
    private static final String CONFLICTS = "labels_conflict";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ConflictRepair() {}

    /** The document without the field; empty if the field is not there or is one that has to stay. */
    static Optional<Repaired> move(byte[] document, String field) {
        return move(document, field, null);
    }

    /** The document with what is known not to fit moved; empty if nothing is. */
    static Optional<byte[]> moveKnown(byte[] document, List<Offender> offenders) {
        byte[] current = document;
        for (Offender offender : offenders) {
            if (mentions(current, offender.field())) {
                byte[] before = current;
                current = move(before, offender.field(), offender.kind())
                        .map(Repaired::document)
                        .orElse(before);
            }
        }
        return current == document ? Optional.empty() : Optional.of(current);
    }

    private static Optional<Repaired> move(byte[] document, String field, @Nullable String onlyKind) {
        if (field.equals("@timestamp") || field.equals("event") || field.startsWith(CONFLICTS)) {
            return Optional.empty();
        }
        try {
            if (!(JSON.readTree(document) instanceof ObjectNode root)) {
                return Optional.empty();
            }
            List<JsonNode> taken = new ArrayList<>();
            take(root, field, onlyKind, taken);
            if (taken.isEmpty()) {
                return Optional.empty();
            }
            put(root, field, taken);
            return Optional.of(new Repaired(withEventLast(root), kindOf(taken.getFirst())));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Removes the values at a path, whose names may themselves have dots, also below arrays. */
    private static void take(JsonNode node, String path, @Nullable String onlyKind, List<JsonNode> taken) {
        if (node instanceof ArrayNode array) {
            array.forEach(element -> take(element, path, onlyKind, taken));
        } else if (node instanceof ObjectNode object) {
            JsonNode value = object.get(path);
            if (value != null && (onlyKind == null || onlyKind.equals(kindOf(value)))) {
                taken.add(value);
                object.remove(path);
            }
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                JsonNode child = object.get(path.substring(0, dot));
                if (child != null) {
                    take(child, path.substring(dot + 1), onlyKind, taken);
                }
            }
        }
    }

    private static void put(ObjectNode root, String field, List<JsonNode> values) {
        ObjectNode conflicts = root.get(CONFLICTS) instanceof ObjectNode there ? there : root.putObject(CONFLICTS);
        JsonNode before = conflicts.get(field);
        if (before == null && values.size() == 1) {
            conflicts.put(field, textOf(values.getFirst()));
            return;
        }
        ArrayNode all = JSON.createArrayNode();
        if (before instanceof ArrayNode earlier) {
            all.addAll(earlier);
        } else if (before != null) {
            all.add(before);
        }
        values.forEach(value -> all.add(textOf(value)));
        conflicts.set(field, all);
    }

    private static String textOf(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    private static byte[] withEventLast(ObjectNode root) {
        JsonNode event = root.remove("event");
        ObjectNode last = event instanceof ObjectNode object && !object.isEmpty()
                ? object
                : JSON.createObjectNode().put("kind", "event");
        root.set("event", last);
        return JSON.writeValueAsBytes(root);
    }

    /** What a value is to a mapping: of an array, what its first element is. */
    private static String kindOf(JsonNode value) {
        if (value.isArray()) {
            return value.isEmpty() ? "nothing" : kindOf(value.get(0));
        }
        if (value.isObject()) {
            return "object";
        }
        if (value.isNumber()) {
            return "number";
        }
        return value.isBoolean() ? "boolean" : "string";
    }

    /** A cheap look before the document is parsed: whether the last part of the field's name occurs in it. */
    private static boolean mentions(byte[] document, String field) {
        byte[] name = (field.substring(field.lastIndexOf('.') + 1) + "\"").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i <= document.length - name.length; i++) {
            int matched = 0;
            while (matched < name.length && document[i + matched] == name[matched]) {
                matched++;
            }
            if (matched == name.length) {
                return true;
            }
        }
        return false;
    }

    /**
     * A repaired document.
     *
     * @param kind of the value that was moved
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Repaired(byte[] document, String kind) {}
}
