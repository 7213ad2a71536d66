package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.elastic.AnswerTooLarge;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All pages of a rule's groups, read in one point in time, so that no page sees other documents than the one before. */
final class GroupPages {
    static final String KEEP_ALIVE = "1m";
    private static final Logger LOG = LoggerFactory.getLogger(GroupPages.class);
    /** Each costs memory and each thousand a request, before it can be known which of them matter. */
    static final int MOST_GROUPS = 50_000;

    private static final Map<String, String> OPENING =
            Map.of("keep_alive", KEEP_ALIVE, "allow_partial_search_results", "false");
    private static final Map<String, String> WHOLE = Map.of("allow_partial_search_results", "false");

    private final ElasticLink link;
    private final int mostGroups;
    private final Duration wait;
    private final BooleanSupplier answersAtAll;

    /**
     * @param mostGroups in one window; more are refused
     * @param wait for each answer
     * @param answersAtAll asks the server for a sign of life
     */
    GroupPages(ElasticLink link, int mostGroups, Duration wait, BooleanSupplier answersAtAll) {
        this.link = link;
        this.mostGroups = mostGroups;
        this.wait = wait;
        this.answersAtAll = answersAtAll;
    }

    /** Who hears the pages. */
    @FunctionalInterface
    interface Page {
        /** @return why no more is wanted; empty to go on */
        Optional<String> take(SearchReply page);
    }

    /**
     * Gives every page to {@code page}.
     *
     * @return why the pages are not complete; empty if they are
     */
    Optional<String> read(
            Rule rule,
            Window window,
            Translated translated,
            boolean withNewest,
            Page page,
            RoundPatience roundPatience) {
        if (roundPatience.silence().isPresent()) {
            return roundPatience.silence();
        }
        try {
            ElasticAnswer opened = call(
                    ElasticRequest.json(
                            "POST", "/" + String.join(",", rule.query().searched()) + "/_pit", OPENING, new byte[0]),
                    roundPatience);
            if (!opened.isSuccess()) {
                return Optional.of(CombinedSearch.refusal(opened));
            }
            String pit = opened.json().getString("id");
            Optional<String> problem = pages(rule, window, translated, pit, withNewest, page, roundPatience);
            close(pit, roundPatience);
            return problem;
        } catch (IOException e) {
            // The point in time ends by itself: closing it would be one more wait for who has just not answered.
            return Optional.of(roundPatience.unanswered(true, e, answersAtAll));
        } catch (JsonException | ClassCastException | NullPointerException | ArithmeticException e) {
            return Optional.of(SearchReply.NOT_UNDERSTOOD);
        }
    }

    private Optional<String> pages(
            Rule rule,
            Window window,
            Translated translated,
            String firstPit,
            boolean withNewest,
            Page page,
            RoundPatience roundPatience)
            throws IOException {
        String pit = firstPit;
        @Nullable JsonObject after = null;
        int groups = 0;
        int size = SearchBody.PAGE;
        while (true) {
            ElasticAnswer answer;
            try {
                byte[] body = (withNewest
                                ? SearchBody.newestPage(rule, window, translated, pit, after, size)
                                : SearchBody.page(rule, window, translated, pit, after, size))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
                answer = call(ElasticRequest.json("POST", "/_search", WHOLE, body), roundPatience);
            } catch (AnswerTooLarge e) {
                if (size == 1) {
                    return Optional.of(CombinedSearch.TOO_LARGE);
                }
                size /= 2;
                continue;
            }
            if (!answer.isSuccess()) {
                return Optional.of(CombinedSearch.refusal(answer));
            }
            SearchReply reply = SearchReply.of(answer.json());
            if (reply.problem().isPresent()) {
                return reply.problem();
            }
            groups += reply.buckets().size();
            if (groups > mostGroups) {
                return Optional.of("more than " + mostGroups + " groups of " + String.join(", ", rule.groupBy())
                        + " in one window: group by something with fewer values");
            }
            Optional<String> enough = page.take(reply);
            if (enough.isPresent()) {
                return enough;
            }
            Optional<JsonObject> next = reply.afterKey();
            if (next.isEmpty() || reply.buckets().size() < size) {
                return Optional.empty();
            }
            after = next.get();
            pit = reply.body().getString("pit_id", pit);
        }
    }

    private ElasticAnswer call(ElasticRequest request, RoundPatience roundPatience) throws IOException {
        ElasticAnswer answer = link.call(request.withTimeout(wait).withLargestAnswer(CombinedSearch.LARGEST_ANSWER));
        roundPatience.answered();
        return answer;
    }

    private void close(String pit, RoundPatience roundPatience) {
        byte[] body =
                Json.createObjectBuilder().add("id", pit).build().toString().getBytes(StandardCharsets.UTF_8);
        try {
            call(ElasticRequest.json("DELETE", "/_pit", Map.of(), body), roundPatience);
        } catch (IOException e) {
            // It ends by itself after its keep-alive, and what was read is good.
            LOG.debug("Could not close a point in time", e);
            roundPatience.unanswered(true, e, answersAtAll);
        }
    }
}
