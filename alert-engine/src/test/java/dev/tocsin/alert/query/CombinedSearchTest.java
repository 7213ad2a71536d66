package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.CombinedSearch.Search;
import dev.tocsin.elastic.ElasticLink;
import jakarta.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CombinedSearchTest {
    private static final String SEARCH = "POST /_msearch";
    private static final String SIGN_OF_LIFE = "GET /";

    private ScriptedElasticsearch server;
    private ElasticLink link;

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
        server.hangOn(request -> true);

        List<SearchReply> replies = send("a", "b", "c", "d");

        assertThat(server.requests).containsExactly(SEARCH, SIGN_OF_LIFE);
        assertThat(replies)
                .hasSize(4)
                .allSatisfy(
                        reply -> assertThat(reply.problem().orElseThrow()).startsWith("Elasticsearch does not answer"));
    }

    @Test
    void aSearchThatHangsSilencesNoOther() {
        server.hangOn(request -> request.contains("hangs"));

        List<SearchReply> replies = send("a", "hangs", "c", "hangs", "e");

        assertThat(replies)
                .extracting(reply -> reply.problem().isPresent())
                .containsExactly(false, true, false, true, false);
    }

    @Test
    void twoThatHangInARowEndIt() {
        server.hangOn(request -> request.contains("hangs"));

        List<SearchReply> replies = send("a", "hangs", "hangs", "d");

        assertThat(server.requests).containsExactly(SEARCH, SEARCH, SIGN_OF_LIFE, SEARCH);
        assertThat(replies).extracting(reply -> reply.problem().isPresent()).containsExactly(false, true, true, true);
    }

    @Test
    void whateverTheServerSaysIsASignOfLife() {
        server.hangOn(request -> request.contains("hangs"));
        server.answerWith(503);

        send("hangs", "b");

        assertThat(server.requests).containsExactly(SEARCH, SIGN_OF_LIFE, SEARCH);
    }

    private List<SearchReply> send(String... names) {
        return new CombinedSearch(link, Duration.ofSeconds(1), Duration.ofSeconds(1))
                .send(Stream.of(names)
                        .map(name -> new Search(
                                List.of("logs"),
                                Json.createObjectBuilder().add("name", name).build(),
                                true))
                        .toList());
    }
}
