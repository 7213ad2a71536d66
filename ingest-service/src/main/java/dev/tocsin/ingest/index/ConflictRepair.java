package dev.tocsin.ingest.index;

import dev.tocsin.ingest.index.KnownConflicts.Offender;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Moves a field that does not fit the mapping to {@code labels_conflict}, its leaves as texts under their full names, so
 * that they and the rest of the document stay searchable. What comes out ends with the {@code event} object again. Pure.
 */
final class ConflictRepair {
    private static final String CONFLICTS = "labels_conflict";
    private static final Set<String> STAYING = Set.of("@timestamp", "event", CONFLICTS);
    /** What takes any name, and so is what grows over the limits of a mapping. */
    private static final Set<String> OPEN = Set.of("labels", "numeric_labels");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    /** What a field is to its mapping whose name goes on. */
    private static final JsonNode SOME_OBJECT = JSON.createObjectNode();

    private ConflictRepair() {}

    /** Whether a document cannot do without the field: what does not fit there is nothing that can be mended. */
    static boolean hasToStay(String field) {
        return STAYING.contains(field) || field.startsWith(CONFLICTS + ".");
    }

    /** The document without what has exactly this name; empty if that is not there or has to stay. */
    static Optional<Repaired> move(byte[] document, String field) {
        return move(document, field, value -> value != SOME_OBJECT);
    }

    /**
     * The document without the values of a field that its mapped type never takes; if it has none of those, without all of
     * the field's; empty if there are none or they have to stay. If another field stands where the parser stopped it is
     * that one, for then the named one is where its value would have been copied to.
     *
     * @param place in bytes; negative if it is not known
     */
    static Optional<Repaired> move(byte[] document, String named, String mappedType, int place) {
        Optional<String> there = FieldAtPlace.of(document, place);
        if (there.isPresent() && !isWithin(there.get(), named) && !isWithin(named, there.get())) {
            return move(document, there.get());
        }
        return move(document, named, value -> MappedType.neverTakes(mappedType, value))
                .or(() -> move(document, named, _ -> true))
                .or(() -> there.flatMap(field -> move(document, field)));
    }

    private static boolean isWithin(String field, String other) {
        return field.equals(other) || field.startsWith(other + ".");
    }

    /** The last means: the document without its labels; without everything but what has to stay, if it has none. */
    static Optional<Repaired> moveRest(byte[] document) {
        return edited(document, (root, moved) -> {
            List<String> names = List.copyOf(root.propertyNames());
            List<String> open = names.stream().filter(OPEN::contains).toList();
            for (String name : open.isEmpty() ? names : open) {
                if (!STAYING.contains(name)) {
                    moved.add(name, root.remove(name));
                }
            }
        });
    }

    /** The document with what is known not to fit moved; empty if nothing is. */
    static Optional<byte[]> moveKnown(byte[] document, List<Offender> offenders) {
        byte[] current = document;
        for (Offender offender : offenders) {
            if (mentions(current, offender.field())) {
                byte[] before = current;
                current = move(
                                before,
                                offender.field(),
                                value -> ValueKind.of(value).contains(offender.kind()))
                        .map(Repaired::document)
                        .orElse(before);
            }
        }
        return current == document ? Optional.empty() : Optional.of(current);
    }

    private static Optional<Repaired> move(byte[] document, String field, Predicate<JsonNode> which) {
        if (hasToStay(field)) {
            return Optional.empty();
        }
        return edited(document, (root, moved) -> take(root, field, "", which, moved));
    }

    private static Optional<Repaired> edited(byte[] document, Edit edit) {
        try {
            if (!(JSON.readTree(document) instanceof ObjectNode root)) {
                return Optional.empty();
            }
            MovedValues moved = new MovedValues();
            edit.apply(root, moved);
            if (moved.isEmpty()) {
                return Optional.empty();
            }
            moved.putInto(root.get(CONFLICTS) instanceof ObjectNode there ? there : root.putObject(CONFLICTS));
            return Optional.of(new Repaired(withEventLast(root), moved.kinds()));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Removes what a mapping has at a path: names may themselves have dots, and go on behind it, also below arrays. */
    private static void take(JsonNode node, String path, String above, Predicate<JsonNode> which, MovedValues moved) {
        if (node instanceof ArrayNode array) {
            array.forEach(element -> take(element, path, above, which, moved));
        } else if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode value = object.get(name);
                boolean goesOn = name.startsWith(path + ".");
                if (name.equals(path) || goesOn) {
                    if (which.test(goesOn ? SOME_OBJECT : value)) {
                        object.remove(name);
                        moved.add(above + name, value);
                    }
                } else if (path.startsWith(name + ".")) {
                    boolean hadAny = !value.isEmpty();
                    take(value, path.substring(name.length() + 1), above + name + ".", which, moved);
                    if (hadAny && value.isEmpty()) {
                        object.remove(name);
                    }
                }
            }
        }
    }

    private static byte[] withEventLast(ObjectNode root) {
        JsonNode event = root.remove("event");
        ObjectNode last = event instanceof ObjectNode object && !object.isEmpty()
                ? object
                : JSON.createObjectNode().put("kind", "event");
        root.set("event", last);
        return JSON.writeValueAsBytes(root);
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

    private interface Edit {
        void apply(ObjectNode root, MovedValues moved);
    }

    /**
     * A repaired document.
     *
     * @param kinds of the values that were moved
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Repaired(byte[] document, Set<ValueKind> kinds) {}
}
