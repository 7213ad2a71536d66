package dev.tocsin.alert.query;

import dev.tocsin.elastic.AnswerTooLarge;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Many searches in one request. A search that Elasticsearch cannot even parse fails the whole request, and what one can
 * answer may be too much of many: too large, too slow, not to be understood. So such a request is halved until the offender
 * stands alone; only it is unusable.
 */
final class CombinedSearch {
    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final int MOST = 100;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    /** In bytes, of one answer. It is well below what the reader of JSON stops at by itself. */
    static final int LARGEST_ANSWER = 8 << 20;

    static final String TOO_LARGE = "the answer has more than " + (LARGEST_ANSWER >> 20) + " MB";

    static final Duration ANSWER = Duration.ofSeconds(30);
    static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final ElasticLink link;
    private final Duration patience;
    private final Duration signOfLife;

    /**
     * With these limits.
     *
     * @param patience for the answer to a request
     * @param signOfLife how long the server may take to answer anything, once a request had no answer
     */
    CombinedSearch(ElasticLink link, Duration patience, Duration signOfLife) {
        this.link = link;
        this.patience = patience;
        this.signOfLife = signOfLife;
    }

    /**
     * A search, where it looks, and whether it goes alone.
     *
     * @param body made when it is sent: those of thousands would weigh as much as their answers
     */
    record Search(List<String> streams, Supplier<JsonObject> body, boolean alone) {}

    /** Who hears the replies, each as soon as it is there; not in the order of the searches. */
    interface Replies {
        /** @param search its place among those that were sent */
        void take(int search, SearchReply reply);

        /** Asked before each request: what is not wanted any more is not sent, and gets no reply. */
        default boolean isWanted(int search) {
            return true;
        }
    }

    /** One reply per search that is wanted; once the round's patience is at its end it says so, and nothing is sent. */
    void send(List<Search> searches, Replies replies, RoundPatience roundPatience) {
        Sending sending = new Sending(searches, replies, roundPatience);
        for (List<Integer> part : parts(searches)) {
            sending.ask(part);
        }
    }

    /** What happens on the way through the parts. */
    private final class Sending {
        private final List<Search> searches;
        private final Replies replies;
        private final RoundPatience roundPatience;

        Sending(List<Search> searches, Replies replies, RoundPatience roundPatience) {
            this.searches = searches;
            this.replies = replies;
            this.roundPatience = roundPatience;
        }

        void ask(List<Integer> all) {
            List<Integer> part = all.stream().filter(replies::isWanted).toList();
            if (part.isEmpty()) {
                return;
            }
            Optional<String> silence = roundPatience.silence();
            if (silence.isPresent()) {
                refuse(part, silence.get());
                return;
            }
            ElasticAnswer answer;
            try {
                answer = post(part.stream().map(searches::get).toList());
            } catch (AnswerTooLarge e) {
                roundPatience.answered();
                halve(part, TOO_LARGE);
                return;
            } catch (IOException e) {
                withoutAnswer(part, e);
                return;
            }
            roundPatience.answered();
            if (answer.isSuccess()) {
                read(part, new CombinedAnswer(answer.body()));
            } else if (isAboutTheContent(answer.status())) {
                halve(part, refusal(answer));
            } else {
                refuse(part, refusal(answer));
            }
        }

        private void read(List<Integer> part, CombinedAnswer answer) {
            if (answer.has(part.size())) {
                int[] next = new int[1];
                answer.forEach(response -> replies.take(part.get(next[0]++), SearchReply.of(response)));
            } else if (answer.isObject() && roundPatience.splitsForNonsense()) {
                halve(part, SearchReply.NOT_UNDERSTOOD);
            } else {
                refuse(part, SearchReply.NOT_UNDERSTOOD);
            }
        }

        private void withoutAnswer(List<Integer> part, IOException e) {
            boolean isOne = part.size() == 1;
            String reason = roundPatience.unanswered(isOne, e, CombinedSearch.this::answersAtAll);
            if (!isOne && roundPatience.splitsForSilence()) {
                halve(part, reason);
            } else {
                refuse(part, reason);
            }
        }

        private void halve(List<Integer> part, String whatOneIsTold) {
            if (part.size() == 1) {
                refuse(part, whatOneIsTold);
                return;
            }
            int half = part.size() / 2;
            ask(part.subList(0, half));
            ask(part.subList(half, part.size()));
        }

        private void refuse(List<Integer> part, String reason) {
            part.forEach(one -> replies.take(one, SearchReply.unusable(reason)));
        }
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

    private ElasticAnswer post(List<Search> part) throws IOException {
        byte[] body = lines(part).getBytes(StandardCharsets.UTF_8);
        return link.call(new ElasticRequest(
                        "POST", "/_msearch", Map.of(), Map.of(), body, body.length, ElasticRequest.NDJSON, patience)
                .withLargestAnswer(LARGEST_ANSWER));
    }

    private static boolean isAboutTheContent(int status) {
        return status >= 400 && status < 500 && status != UNAUTHORIZED && status != FORBIDDEN && status != TOO_MANY;
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
                    .append(search.body().get())
                    .append('\n');
        }
        return lines.toString();
    }
}
