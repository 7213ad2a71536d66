package dev.tocsin.ingest.index;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a stored document is the one that we have. Left out of the comparison is what our own service stamps on a
 * record at each receipt and each sending: a client's retry gets new stamps. If fields had to be moved in the stored one,
 * both have to hold the same texts under the same names, wherever.
 */
final class SameDocument {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CONFLICTS = "labels_conflict";
    private static final Set<String> EVENT_STAMPS = Set.of("ingested", "created");
    /** The last is put where a repair left no {@code event}. */
    private static final Set<String> NOT_COMPARED =
            Set.of("@timestamp", "event.ingested", "event.created", "event.kind");

    private static final Set<String> NOTHING = Set.of("{}", "[]", "null", "[null]");

    private SameDocument() {}

    static boolean is(JsonNode stored, byte[] ours) {
        try {
            JsonNode own = JSON.readTree(ours);
            return stored.has(CONFLICTS)
                    ? leavesOf(stored).equals(leavesOf(own))
                    : withoutStamps(stored).equals(withoutStamps(own));
        } catch (JacksonException e) {
            return false;
        }
    }

    private static Map<String, List<String>> leavesOf(JsonNode document) {
        MovedValues values = new MovedValues();
        document.forEachEntry((name, value) -> {
            if (name.equals(CONFLICTS) && value.isObject()) {
                value.forEachEntry(values::add);
            } else if (!MovedValues.isNothing(value)) {
                values.add(name, value);
            }
        });
        Map<String, List<String>> leaves = new TreeMap<>();
        values.texts().forEach((name, texts) -> {
            List<String> compared = texts.stream()
                    .filter(text -> !NOTHING.contains(text))
                    .map(SameDocument::plain)
                    .sorted()
                    .toList();
            if (!compared.isEmpty() && !NOT_COMPARED.contains(name)) {
                leaves.put(name, compared);
            }
        });
        return leaves;
    }

    /** The same for all ways to write a number, of which a moved one keeps its own. */
    private static String plain(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.scale() == 0 ? text : Double.toString(number.doubleValue());
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static JsonNode withoutStamps(JsonNode document) {
        JsonNode copy = document.deepCopy();
        if (copy instanceof ObjectNode object) {
            object.remove("@timestamp");
            if (object.get("event") instanceof ObjectNode event) {
                event.remove(EVENT_STAMPS);
            }
        }
        return copy;
    }
}
