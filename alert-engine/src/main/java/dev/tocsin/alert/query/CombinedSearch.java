package dev.tocsin.alert.query;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Many searches in one request. A search that Elasticsearch cannot even parse fails the whole request, so a refused
 * request is halved until the offender stands alone; only it is unusable.
 */
final class CombinedSearch {
    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final int MOST = 100;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    /** One request without an answer may be its own fault. After two, asking on would only wait as long again. */
    static final int MOST_UNANSWERED = 2;

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final ElasticLink link;
    private final Duration patience;
    private final Duration signOfLife;

    CombinedSearch(ElasticLink link) {
        this(link, ANSWER, SIGN_OF_LIFE);
    }

    /**
     * With limits of its own.
     *
     * @param patience for the answer to a request
     * @param signOfLife how long the server may take to answer anything, once a request had no answer
     */
    CombinedSearch(ElasticLink link, Duration patience, Duration signOfLife) {
        this.link = link;
        this.patience = patience;
        this.signOfLife = signOfLife;
    }

    /** A search, where it looks, and whether it goes alone. */
    record Search(List<String> streams, JsonObject body, boolean alone) {}

    /** One reply per search, in order. */
    List<SearchReply> send(List<Search> searches) {
        SearchReply[] replies = new SearchReply[searches.size()];
        Arrays.fill(replies, SearchReply.unusable("not sent"));
        String silence = null;
        int unanswered = 0;
        boolean isThere = true;
        for (List<Integer> part : parts(searches)) {
            if (isThere && unanswered < MOST_UNANSWERED) {
                try {
                    List<SearchReply> answered =
                            sendPart(part.stream().map(searches::get).toList());
                    for (int i = 0; i < part.size(); i++) {
                        replies[part.get(i)] = answered.get(i);
                    }
                    unanswered = 0;
                    continue;
                } catch (IOException e) {
                    silence = "Elasticsearch does not answer: " + e.getMessage();
                    unanswered++;
                    isThere = unanswered == MOST_UNANSWERED || answersAtAll();
                }
            }
            for (int one : part) {
                replies[one] = SearchReply.unusable(String.valueOf(silence));
            }
        }
        return List.of(replies);
    }

    /** Whether a request without an answer was that request's own affair: the server says something, whatever it is. */
    boolean answersAtAll() {
        try {
            link.call(ElasticRequest.get("/", Map.of()).withTimeout(signOfLife));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Indexes of the searches that share a request. */
    private static List<List<Integer>> parts(List<Search> searches) {
        List<List<Integer>> parts = new ArrayList<>();
        List<List<Integer>> single = new ArrayList<>();
        List<Integer> current = new ArrayList<>();
        for (int i = 0; i < searches.size(); i++) {
            if (searches.get(i).alone()) {
                single.add(List.of(i));
                continue;
            }
            current.add(i);
            if (current.size() == MOST) {
                parts.add(current);
                current = new ArrayList<>();
            }
        }
        if (!current.isEmpty()) {
            parts.add(current);
        }
        parts.addAll(single);
        return parts;
    }

    private List<SearchReply> sendPart(List<Search> part) throws IOException {
        byte[] body = lines(part).getBytes(StandardCharsets.UTF_8);
        ElasticAnswer answer = link.call(new ElasticRequest(
                "POST", "/_msearch", Map.of(), Map.of(), body, body.length, ElasticRequest.NDJSON, patience));
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
            lines.append(JSON.createObjectBuilder()
                            .add("index", JSON.createArrayBuilder(search.streams()))
                            .add("allow_partial_search_results", JsonValue.FALSE)
                            .build())
                    .append('\n')
                    .append(search.body())
                    .append('\n');
        }
        return lines.toString();
    }
}
