package dev.tocsin.ingest.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks up by id whether documents are in an index, in real time: a search would not see them before a refresh. */
final class Presence {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int CHUNK = 5_000;
    private static final int CHUNK_WITH_SOURCE = 200;

    private final Questions questions;

    Presence(Questions questions) {
        this.questions = questions;
    }

    /**
     * The documents of these ids that are in any of the indices.
     *
     * @param withSource whether to fetch them; else the values are missing nodes
     * @throws NotAnswered if for any id it is not sure
     */
    Map<String, JsonNode> find(List<String> indices, List<String> ids, boolean withSource) throws NotAnswered {
        Map<String, JsonNode> found = new HashMap<>();
        find(indices, ids, false, found);
        if (!withSource) {
            return found;
        }
        // Most ids that clients give are new, and documents can be long: only what is there is fetched.
        List<String> there = List.copyOf(found.keySet());
        found.clear();
        find(indices, there, true, found);
        return found;
    }

    private void find(List<String> indices, List<String> ids, boolean withSource, Map<String, JsonNode> found)
            throws NotAnswered {
        int chunk = withSource ? CHUNK_WITH_SOURCE : CHUNK;
        for (String index : indices) {
            List<String> missing =
                    ids.stream().filter(id -> !found.containsKey(id)).distinct().toList();
            for (int i = 0; i < missing.size(); i += chunk) {
                ask(index, missing.subList(i, Math.min(i + chunk, missing.size())), withSource, found);
            }
        }
    }

    private void ask(String index, List<String> ids, boolean withSource, Map<String, JsonNode> found)
            throws NotAnswered {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode list = body.putArray("ids");
        ids.forEach(list::add);
        Map<String, String> parameters = new HashMap<>();
        parameters.put("realtime", "true");
        parameters.put("filter_path", "docs._id,docs.found,docs.error.type" + (withSource ? ",docs._source" : ""));
        if (!withSource) {
            parameters.put("_source", "false");
        }
        JsonNode answer = questions.post("look-up by id", "/" + Questions.segment(index) + "/_mget", parameters, body);
        List<JsonNode> docs = new ArrayList<>(answer.path("docs").values());
        if (docs.size() != ids.size()) {
            throw new NotAnswered("look-up by id: not as many answers as questions");
        }
        for (int i = 0; i < docs.size(); i++) {
            JsonNode doc = docs.get(i);
            String id = ids.get(i);
            if (!doc.path("_id").asString("").equals(id)) {
                throw new NotAnswered("look-up by id: another id than asked for");
            }
            boolean indexGone = doc.path("error").path("type").asString("").equals("index_not_found_exception");
            if (!doc.path("found").isBoolean() && !indexGone) {
                throw NotAnswered.forStream(
                        "look-up by id: " + doc.path("error").path("type").asString("no verdict"));
            }
            if (doc.path("found").asBoolean(false)) {
                found.put(id, doc.path("_source"));
            }
        }
    }
}
