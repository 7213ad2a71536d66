package dev.tocsin.ingest.index;

import dev.tocsin.ingest.event.TextPieces;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is moved out of one document: each leaf as text under its full name, for a whole object as one text would be
 * found by nobody who looks for what is in it. Not thread-safe.
 */
final class MovedValues {
    /** What {@code labels_conflict} searches, in characters; with a name it is one term of Lucene in any script. */
    static final int MAX_PIECE = 8_191;

    private final Map<String, List<String>> texts = new LinkedHashMap<>();
    private final Set<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);

    void add(String name, JsonNode value) {
        kinds.addAll(ValueKind.of(value));
        addLeaves(name, value);
    }

    boolean isEmpty() {
        return texts.isEmpty();
    }

    /** Of what was moved. */
    Set<ValueKind> kinds() {
        return kinds;
    }

    private void addLeaves(String name, JsonNode value) {
        if (isNothing(value) || value.isValueNode()) {
            addPieces(texts.computeIfAbsent(name, _ -> new ArrayList<>()), value);
        } else if (value.isObject()) {
            value.forEachEntry((key, inner) -> addUnlessNothing(name + "." + key, inner));
        } else {
            value.forEach(element -> addUnlessNothing(name, element));
        }
    }

    private void addUnlessNothing(String name, JsonNode value) {
        if (!isNothing(value)) {
            addLeaves(name, value);
        }
    }

    /** What a mapping does not see, and nobody can look for. */
    static boolean isNothing(JsonNode value) {
        return value.isNull() || (value.isContainer() && value.valueStream().allMatch(MovedValues::isNothing));
    }

    private static void addPieces(List<String> pieces, JsonNode value) {
        String text = value.isString() ? value.asString() : value.toString();
        int at = 0;
        do {
            int end = TextPieces.end(text, at, MAX_PIECE);
            pieces.add(text.substring(at, end));
            at = end;
        } while (at < text.length());
    }

    /** Of each name what was moved. */
    Map<String, List<String>> texts() {
        return texts;
    }

    /** Adds to what is there. */
    void putInto(ObjectNode conflicts) {
        texts.forEach((name, more) -> {
            List<String> all = new ArrayList<>();
            JsonNode before = conflicts.get(name);
            if (before != null && before.isArray()) {
                before.forEach(earlier -> all.add(earlier.asString()));
            } else if (before != null) {
                all.add(before.asString());
            }
            all.addAll(more);
            if (all.size() == 1) {
                conflicts.put(name, all.getFirst());
            } else {
                ArrayNode array = JsonMapper.shared().createArrayNode();
                all.forEach(array::add);
                conflicts.set(name, array);
            }
        });
    }
}
