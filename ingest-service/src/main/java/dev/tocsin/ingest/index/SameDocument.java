package dev.tocsin.ingest.index;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stored document, and whether it is one that we have. Left out of the comparison is what our own service stamps on a
 * record at each receipt and each sending: a client's retry gets new stamps, and may come from another address. If fields
 * had to be moved in the stored one, both have to hold the same texts under the same names, wherever.
 */
final class SameDocument {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CONFLICTS = "labels_conflict";
    private static final Set<String> EVENT_STAMPS = Set.of("ingested", "created");
    /** The last is put where a repair left no {@code event}. */
    private static final Set<String> NOT_COMPARED =
            Set.of("@timestamp", "event.ingested", "event.created", "log.source.address", "event.kind");

    private static final Set<String> NOTHING = Set.of("{}", "[]", "null", "[null]");

    /** Longer ones are no numbers to Elasticsearch, and cost much to read. */
    private static final int LONGEST_NUMBER = 1_000;

    private final JsonNode stored;
    /** Of a document of which something was moved. */
    private final @Nullable Map<String, List<String>> leaves;

    private SameDocument(JsonNode stored) {
        this.stored = stored;
        this.leaves = stored.has(CONFLICTS) ? leavesOf(stored) : null;
        removeStamps(stored);
    }

    /** @param stored is nobody else's from now on: it is compared with many copies, so its stamps go only once */
    static SameDocument of(JsonNode stored) {
        return new SameDocument(stored);
    }

    boolean is(byte[] ours) {
        try {
            JsonNode document = JSON.readTree(ours);
            if (leaves != null) {
                return leaves.equals(leavesOf(document));
            }
            removeStamps(document);
            return stored.equals(document);
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
        if (text.length() > LONGEST_NUMBER) {
            return text;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return number.scale() == 0 ? text : Double.toString(number.doubleValue());
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static void removeStamps(JsonNode document) {
        if (document instanceof ObjectNode object) {
            object.remove("@timestamp");
            if (object.get("event") instanceof ObjectNode event) {
                event.remove(EVENT_STAMPS);
            }
            removeSender(object);
        }
    }

    /** With the objects around it, for it may be that only one of the two has them. */
    private static void removeSender(ObjectNode document) {
        if (document.get("log") instanceof ObjectNode logged && logged.get("source") instanceof ObjectNode source) {
            source.remove("address");
            if (source.isEmpty()) {
                logged.remove("source");
            }
            if (logged.isEmpty()) {
                document.remove("log");
            }
        }
    }
}
