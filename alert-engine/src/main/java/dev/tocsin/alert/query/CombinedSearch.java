package dev.tocsin.alert.query;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Many searches in one request. A search that Elasticsearch cannot even parse fails the whole request, so a refused
 * request is halved until the offender stands alone; only it is unusable.
 */
final class CombinedSearch {
    private static final int MOST = 100;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final ElasticLink link;

    CombinedSearch(ElasticLink link) {
        this.link = link;
    }

    /** A search and where it looks. */
    record Search(List<String> streams, JsonObject body) {}

    /** One reply per search, in order. */
    List<SearchReply> send(List<Search> searches) {
        List<SearchReply> replies = new ArrayList<>();
        for (int from = 0; from < searches.size(); from += MOST) {
            List<Search> part = searches.subList(from, Math.min(searches.size(), from + MOST));
            try {
                replies.addAll(sendPart(part));
            } catch (IOException e) {
                // Nobody answers: asking again for the rest would only wait as long again.
                SearchReply silence = SearchReply.unusable("Elasticsearch does not answer: " + e.getMessage());
                replies.addAll(Collections.nCopies(searches.size() - from, silence));
                return replies;
            }
        }
        return replies;
    }

    private List<SearchReply> sendPart(List<Search> part) throws IOException {
        byte[] body = lines(part).getBytes(StandardCharsets.UTF_8);
        ElasticAnswer answer = link.call(new ElasticRequest(
                "POST",
                "/_msearch",
                Map.of(),
                Map.of(),
                body,
                body.length,
                ElasticRequest.NDJSON,
                ElasticRequest.json("POST", "/", Map.of(), body).timeout()));
        if (answer.isSuccess()) {
            return repliesIn(answer, part.size());
        }
        if (part.size() > 1 && isAboutTheContent(answer.status())) {
            int half = part.size() / 2;
            List<SearchReply> replies = new ArrayList<>(sendPart(part.subList(0, half)));
            replies.addAll(sendPart(part.subList(half, part.size())));
            return replies;
        }
        return Collections.nCopies(part.size(), SearchReply.unusable(refusal(answer)));
    }

    private static boolean isAboutTheContent(int status) {
        return status >= 400 && status < 500 && status != UNAUTHORIZED && status != FORBIDDEN && status != TOO_MANY;
    }

    private static List<SearchReply> repliesIn(ElasticAnswer answer, int expected) {
        try {
            JsonArray responses = answer.json().getJsonArray("responses");
            if (responses != null && responses.size() == expected) {
                return responses.stream()
                        .map(response -> SearchReply.of(response.asJsonObject()))
                        .toList();
            }
        } catch (JsonException | ClassCastException e) {
            return Collections.nCopies(expected, SearchReply.unusable("Elasticsearch's answer was not understood"));
        }
        return Collections.nCopies(expected, SearchReply.unusable("Elasticsearch's answer was not understood"));
    }

    /** What a refused request says. */
    static String refusal(ElasticAnswer answer) {
        String status = "Elasticsearch answered " + answer.status();
        try {
            return status + ", " + SearchReply.errorIn(answer.json());
        } catch (JsonException | ClassCastException e) {
            return status;
        }
    }

    private static String lines(List<Search> part) {
        StringBuilder lines = new StringBuilder();
        for (Search search : part) {
            lines.append(Json.createObjectBuilder()
                            .add("index", Json.createArrayBuilder(search.streams()))
                            .add("allow_partial_search_results", JsonValue.FALSE)
                            .build())
                    .append('\n')
                    .append(search.body())
                    .append('\n');
        }
        return lines.toString();
    }
}
