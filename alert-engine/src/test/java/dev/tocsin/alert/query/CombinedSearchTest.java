package dev.tocsin.alert.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.CombinedSearch.Search;
import dev.tocsin.elastic.ElasticLink;
import jakarta.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class CombinedSearchTest {
    private static final String SEARCH = "POST /_msearch";
    private static final String SIGN_OF_LIFE = "GET /";

    private ScriptedElasticsearch server;
    private ElasticLink link;

    /** Short only where something hangs: an answer of 24 MB takes its time on a busy machine. */
    private Duration patience = Duration.ofMinutes(1);

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedElasticsearch();
        link = server.link();
    }

    @AfterEach
    void stop() {
        server.close();
        link.close();
    }

    @Test
    void waitsForOneTimeOutWhenTheServerHangs() {
        hangOn(request -> true);

        List<SearchReply> replies = send("a", "b", "c", "d");

        assertThat(server.requests).containsExactly(SEARCH, SIGN_OF_LIFE);
        assertThat(replies)
                .hasSize(4)
                .allSatisfy(
                        reply -> assertThat(reply.problem().orElseThrow()).startsWith("Elasticsearch does not answer"));
    }

    @Test
    void aSearchThatHangsSilencesNoOther() {
        hangOn(request -> request.contains("hangs"));

        List<SearchReply> replies = send("a", "hangs", "c", "hangs", "e");

        assertThat(replies)
                .extracting(reply -> reply.problem().isPresent())
                .containsExactly(false, true, false, true, false);
    }

    @Test
    void twoThatHangInARowEndIt() {
        hangOn(request -> request.contains("hangs"));

        List<SearchReply> replies = send("a", "hangs", "hangs", "d");

        assertThat(server.requests).containsExactly(SEARCH, SEARCH, SIGN_OF_LIFE, SEARCH);
        assertThat(replies).extracting(reply -> reply.problem().isPresent()).containsExactly(false, true, true, true);
    }

    @Test
    void whateverTheServerSaysIsASignOfLife() {
        hangOn(request -> request.contains("hangs"));
        server.answerWith(503);

        send("hangs", "b");

        assertThat(server.requests).containsExactly(SEARCH, SIGN_OF_LIFE, SEARCH);
    }

    @Test
    void anAnswerThatIsTooLargeIsAskedForInHalves() {
        server.reply(search -> answered("x".repeat(3 << 20)));

        List<SearchReply> replies = sendTogether(8);

        assertThat(server.requests).containsOnly(SEARCH).hasSize(7);
        assertThat(replies).extracting(SearchReply::problem).containsOnly(Optional.empty());
    }

    @Test
    void whatAloneIsTooLargeIsNamedAndHarmsNoOther() {
        server.reply(search -> answered(search.contains("\"5\"") ? "x".repeat(9 << 20) : ""));

        List<SearchReply> replies = sendTogether(100);

        assertThat(problems(replies)).containsExactly("5: the answer has more than 8 MB");
    }

    @Test
    void whatIsNotUnderstoodHarmsNoOther() {
        server.reply(search -> search.contains("\"5\"") || search.contains("\"77\"") ? "[]" : answered(""));

        List<SearchReply> replies = sendTogether(100);

        assertThat(problems(replies))
                .containsExactly(
                        "5: Elasticsearch's answer was not understood",
                        "77: Elasticsearch's answer was not understood");
    }

    @Test
    void whoIsNotElasticsearchIsAskedOnce() {
        server.spoil(answer -> "<html>busy</html>");

        List<SearchReply> replies = sendTogether(100);

        assertThat(server.requests).containsExactly(SEARCH);
        assertThat(problems(replies)).hasSize(100);
    }

    @Test
    void anAnswerWithOneTooFewBelongsToNobody() {
        server.spoil(answer -> answer.replaceFirst("\\{\"_shards.*?200},", ""));

        List<SearchReply> replies = sendTogether(2);

        assertThat(problems(replies)).isEmpty();
        assertThat(server.requests).hasSize(3);
    }

    @Test
    @Timeout(60)
    void whereverAnAnswerIsCutItIsNotUnderstood() {
        byte[] whole = ("{\"took\":1,\"odd\":[{\"a\":[]}],\"responses\":[" + answered("x") + "]}").getBytes(UTF_8);

        assertThat(new CombinedAnswer(whole).has(1)).isTrue();
        for (int end = 0; end < whole.length; end++) {
            assertThat(new CombinedAnswer(Arrays.copyOf(whole, end)).has(1))
                    .as("of %d bytes", end)
                    .isFalse();
        }
    }

    @Test
    void manyThatTakeTooLongTogetherAreAskedInParts() {
        hangOn(request -> request.lines().count() > 2 * 30);

        List<SearchReply> replies = sendTogether(100);

        assertThat(problems(replies)).isEmpty();
    }

    @Test
    void oneThatHangsKeepsNoMoreThanAnEighthFromTheirAnswers() {
        hangOn(request -> request.contains("\"5\""));

        List<SearchReply> replies = sendTogether(100);

        assertThat(problems(replies))
                .hasSize(12)
                .allSatisfy(problem -> assertThat(problem).contains("the search has no answer"));
    }

    private void hangOn(Predicate<String> request) {
        server.hangOn(request);
        patience = Duration.ofSeconds(2);
    }

    private static String answered(String padding) {
        return "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":false,\"hits\":{\"hits\":[]},\"status\":200,\"x\":\""
                + padding + "\"}";
    }

    private static List<String> problems(List<SearchReply> replies) {
        return IntStream.range(0, replies.size())
                .filter(i -> replies.get(i).problem().isPresent())
                .mapToObj(i -> i + ": " + replies.get(i).problem().orElse(""))
                .toList();
    }

    private List<SearchReply> sendTogether(int searches) {
        return send(false, IntStream.range(0, searches).mapToObj(String::valueOf));
    }

    private List<SearchReply> send(String... names) {
        return send(true, Stream.of(names));
    }

    private List<SearchReply> send(boolean alone, Stream<String> names) {
        Map<Integer, SearchReply> replies = new TreeMap<>();
        List<Search> searches = names.map(name -> new Search(
                        List.of("logs"),
                        () -> Json.createObjectBuilder().add("name", name).build(),
                        alone))
                .toList();
        new CombinedSearch(link, patience, patience).send(searches, replies::put, new RoundPatience());
        assertThat(replies).as("each has a reply").hasSize(searches.size());
        return List.copyOf(replies.values());
    }
}
