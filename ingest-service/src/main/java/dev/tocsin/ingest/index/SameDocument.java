package dev.tocsin.ingest.index;

import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stored document, and whether it is one that we have. Left out of the comparison is what our own service stamps on a
 * record at each receipt and each sending: a client's retry gets new stamps, and may come from another address. Fields
 * that had to be moved in the stored
 * one are moved in ours too.
 */
final class SameDocument {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> EVENT_STAMPS = Set.of("ingested", "created");

    private final JsonNode stored;
    private final List<String> moved;

    private SameDocument(JsonNode stored) {
        this.stored = stored;
        this.moved = List.copyOf(stored.path("labels_conflict").propertyNames());
        removeStamps(stored);
    }

    /** @param stored is nobody else's from now on: it is compared with many copies, so its stamps go only once */
    static SameDocument of(JsonNode stored) {
        return new SameDocument(stored);
    }

    boolean is(byte[] ours) {
        byte[] alike = ours;
        for (String field : moved) {
            byte[] before = alike;
            alike = ConflictRepair.move(before, field)
                    .map(ConflictRepair.Repaired::document)
                    .orElse(before);
        }
        try {
            JsonNode document = JSON.readTree(alike);
            removeStamps(document);
            return stored.equals(document);
        } catch (JacksonException e) {
            return false;
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
