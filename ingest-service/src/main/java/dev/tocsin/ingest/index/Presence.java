package dev.tocsin.ingest.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks up by id what is in an index, in real time: a search would not see it before a refresh. Thread-safe. */
final class Presence {
    private static final String WHAT = "look-up by id";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int CHUNK = 5_000;

    private final Questions questions;

    Presence(Questions questions) {
        this.questions = questions;
    }

    /**
     * Of each id that is there, in which index: the first, if it is in several.
     *
     * @throws NotAnswered if for any id it is not sure
     */
    Map<String, String> find(List<String> indices, Collection<String> ids) throws NotAnswered {
        Map<String, String> found = new HashMap<>();
        for (String index : indices) {
            List<String> missing =
                    ids.stream().filter(id -> !found.containsKey(id)).distinct().toList();
            for (int i = 0; i < missing.size(); i += CHUNK) {
                List<String> chunk = missing.subList(i, Math.min(i + CHUNK, missing.size()));
                Map<String, String> parameters = parameters("");
                parameters.put("_source", "false");
                List<JsonNode> docs = verified(questions.post(WHAT, path(index), parameters, body(chunk)), chunk);
                for (int k = 0; k < docs.size(); k++) {
                    if (isThere(docs.get(k))) {
                        found.put(chunk.get(k), index);
                    }
                }
            }
        }
        return found;
    }

    /**
     * The documents of these ids, in their order, a missing node for each that is not there.
     *
     * @param largest so many bytes may all have together; empty if they have more
     * @throws NotAnswered if for any id it is not sure
     */
    Optional<List<JsonNode>> documents(String index, List<String> ids, int largest) throws NotAnswered {
        Optional<JsonNode> answer = questions.post(WHAT, path(index), parameters(",docs._source"), body(ids), largest);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        List<JsonNode> documents = new ArrayList<>();
        for (JsonNode doc : verified(answer.get(), ids)) {
            documents.add(isThere(doc) ? doc.path("_source") : MissingNode.getInstance());
        }
        return Optional.of(documents);
    }

    private static String path(String index) {
        return "/" + Questions.segment(index) + "/_mget";
    }

    private static Map<String, String> parameters(String more) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("realtime", "true");
        parameters.put("filter_path", "docs._id,docs.found,docs.error.type" + more);
        return parameters;
    }

    private static ObjectNode body(List<String> ids) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode list = body.putArray("ids");
        ids.forEach(list::add);
        return body;
    }

    private static boolean isThere(JsonNode doc) {
        return doc.path("found").asBoolean(false);
    }

    /** One for each id, in their order. */
    private static List<JsonNode> verified(JsonNode answer, List<String> ids) throws NotAnswered {
        List<JsonNode> docs = new ArrayList<>(answer.path("docs").values());
        if (docs.size() != ids.size()) {
            throw new NotAnswered(WHAT + ": not as many answers as questions");
        }
        for (int i = 0; i < docs.size(); i++) {
            JsonNode doc = docs.get(i);
            if (!doc.path("_id").asString("").equals(ids.get(i))) {
                throw new NotAnswered(WHAT + ": another id than asked for");
            }
            String error = doc.path("error").path("type").asString("");
            boolean indexGone = error.equals("index_not_found_exception");
            if (!doc.path("found").isBoolean() && !indexGone) {
                throw NotAnswered.forStream(WHAT + ": " + (error.isEmpty() ? "no verdict" : error));
            }
        }
        return docs;
    }
}
