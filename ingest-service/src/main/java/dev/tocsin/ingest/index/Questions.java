package dev.tocsin.ingest.index;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks Elasticsearch and takes nothing for an answer that is none. Thread-safe. */
final class Questions {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ElasticLink link;

    Questions(ElasticLink link) {
        this.link = link;
    }

    JsonNode get(String what, String path, Map<String, String> parameters) throws NotAnswered {
        return ask(what, ElasticRequest.get(path, parameters))
                .orElseThrow(() -> new NotAnswered(what + ": HTTP status 404"));
    }

    /** Empty for 404. */
    Optional<JsonNode> find(String what, String path, Map<String, String> parameters) throws NotAnswered {
        return ask(what, ElasticRequest.get(path, parameters));
    }

    JsonNode post(String what, String path, Map<String, String> parameters, JsonNode body) throws NotAnswered {
        byte[] bytes = JSON.writeValueAsBytes(body);
        return ask(what, ElasticRequest.json("POST", path, parameters, bytes))
                .orElseThrow(() -> new NotAnswered(what + ": HTTP status 404"));
    }

    /** A name as part of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Optional<JsonNode> ask(String what, ElasticRequest request) throws NotAnswered {
        try {
            ElasticAnswer answer = link.call(request);
            if (answer.status() == 404) {
                return Optional.empty();
            }
            if (answer.status() == 400) {
                throw NotAnswered.forStream(what + ": HTTP status 400");
            }
            if (!answer.isSuccess()) {
                throw new NotAnswered(what + ": HTTP status " + answer.status());
            }
            JsonNode json = JSON.readTree(answer.body());
            if (json == null || !json.isObject()) {
                throw new NotAnswered(what + ": not a JSON object");
            }
            return Optional.of(json);
        } catch (IOException e) {
            throw new NotAnswered(what + ": no answer", e);
        } catch (JacksonException e) {
            throw new NotAnswered(what + ": not JSON");
        }
    }
}
