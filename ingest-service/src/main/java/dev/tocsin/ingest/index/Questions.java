package dev.tocsin.ingest.index;

import dev.tocsin.elastic.AnswerTooLarge;
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
        return ask(what, posted(path, parameters, body)).orElseThrow(() -> new NotAnswered(what + ": HTTP status 404"));
    }

    /** Empty if the answer has more bytes. */
    Optional<JsonNode> post(String what, String path, Map<String, String> parameters, JsonNode body, int largestAnswer)
            throws NotAnswered {
        try {
            Optional<JsonNode> answer =
                    read(what, posted(path, parameters, body).withLargestAnswer(largestAnswer));
            return Optional.of(answer.orElseThrow(() -> new NotAnswered(what + ": HTTP status 404")));
        } catch (AnswerTooLarge e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new NotAnswered(what + ": no answer", e);
        }
    }

    private static ElasticRequest posted(String path, Map<String, String> parameters, JsonNode body) {
        return ElasticRequest.json("POST", path, parameters, JSON.writeValueAsBytes(body));
    }

    /** A name as part of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Optional<JsonNode> ask(String what, ElasticRequest request) throws NotAnswered {
        try {
            return read(what, request);
        } catch (IOException e) {
            throw new NotAnswered(what + ": no answer", e);
        }
    }

    private Optional<JsonNode> read(String what, ElasticRequest request) throws NotAnswered, IOException {
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
        try {
            JsonNode json = JSON.readTree(answer.body());
            if (json == null || !json.isObject()) {
                throw new NotAnswered(what + ": not a JSON object");
            }
            return Optional.of(json);
        } catch (JacksonException e) {
            throw new NotAnswered(what + ": not JSON");
        }
    }
}
