package dev.tocsin.ingest.index;

import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a stored document is the one that we have. Left out of the comparison is what our own service stamps on a
 * record at each receipt and each sending: a client's retry gets new stamps, and may come from another address. Fields that had to be moved in the stored
 * one are moved in ours too.
 */
final class SameDocument {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> EVENT_STAMPS = Set.of("ingested", "created");

    private SameDocument() {}

    static boolean is(JsonNode stored, byte[] ours) {
        byte[] alike = ours;
        for (String moved : stored.path("labels_conflict").propertyNames()) {
            byte[] before = alike;
            alike = ConflictRepair.move(before, moved)
                    .map(ConflictRepair.Repaired::document)
                    .orElse(before);
        }
        try {
            return withoutStamps(stored).equals(withoutStamps(JSON.readTree(alike)));
        } catch (JacksonException e) {
            return false;
        }
    }

    private static JsonNode withoutStamps(JsonNode document) {
        JsonNode copy = document.deepCopy();
        if (copy instanceof ObjectNode object) {
            object.remove("@timestamp");
            if (object.get("event") instanceof ObjectNode event) {
                event.remove(EVENT_STAMPS);
            }
            removeSender(object);
        }
        return copy;
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
